// Runs one sync of the built node in a process of its own, which its parent may kill.
import 'reflect-metadata';
import { loadPackage } from './builtPackage.ts';
import { executeNode, type NodeRun } from './execute.ts';
import { moveClock } from './movedClock.ts';

moveClock();
await loadPackage();
process.on('message', (run: NodeRun) => {
	void executeNode(run).then(({ items, error }) => process.send?.({ json: items[0]?.json, error: error?.message }));
});
process.send?.('ready');
