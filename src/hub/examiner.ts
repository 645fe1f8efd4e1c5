// Looks into databases on a thread of its own, so that the hub answers meanwhile and the memory is gone afterwards.
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { type Closeness, type Examine, type Examined, type Examinee, examineHere } from '../storage/examine';

/** What the thread is given; by it the program knows that it is one. */
interface Task {
	missionControl: 'examine';
	wasm: string;
	examinees: readonly Examinee[];
	closeness: Closeness;
}

/** `program`: the hub's own bundle, which the thread runs. `wasm`: path of `sql-wasm.wasm`. */
export const examineApart =
	(program: string, wasm: string): Examine =>
	(examinees, closeness) => {
		if (examinees.length === 0) return Promise.resolve([]);
		const task: Task = { missionControl: 'examine', wasm, examinees, closeness };
		// The bytes are copies already, so they are handed over and not copied once more.
		const transferList = examinees.flatMap(examinee => ('image' in examinee ? [examinee.image.buffer as ArrayBuffer] : []));
		return new Promise((resolve, reject) => {
			const thread = new Worker(program, { workerData: task, transferList });
			thread.once('message', (found: Examined[]) => resolve(found));
			thread.once('error', reject);
			thread.once('exit', code => reject(new Error(`The thread that looked at the store ended with ${code}`)));
		});
	};

/** True in such a thread: does its task and answers. */
export function examinesHere(): boolean {
	const task = workerData as Task | null;
	if (task?.missionControl !== 'examine') return false;
	void examineHere(task.wasm)(task.examinees, task.closeness).then(found => parentPort?.postMessage(found));
	return true;
}
