// Starts the dashboard's page.
import '../page.css';
import { startPage } from '../page';
import { defineControls } from '../toolkit';
import { Dashboard } from './dashboard';
import { readRemembered } from './remember';
import { COLUMN_COUNT } from './words';

defineControls();
startPage(
	host => {
		const { period } = readRemembered(host.kept());
		return { period, count: COLUMN_COUNT[period] };
	},
	page => new Dashboard(page),
);
