// Starts the sidebar's page.
import '../page.css';
import './sidebar.css';
import { startPage } from '../page';
import { DAYS, Sidebar } from './sidebar';

startPage(
	() => ({ period: 'daily', count: DAYS }),
	page => new Sidebar(page),
);
