import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { processorMilliseconds } from './processFigures.mjs';

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/**
 * Posts `count` bodies, so many at a time, and waits for all answers.
 *
 * @param {string} url
 * @param {{ count: number, concurrency: number, body: () => string, headers?: Record<string, string> }} load
 * @returns {Promise<number>} how many
 */
export async function post(url, { count, concurrency, body, headers = {} }) {
	let left = count;
	const sendNext = async () => {
		while (left-- > 0) await postOne(url, body(), headers);
	};
	await Promise.all(Array.from({ length: concurrency }, sendNext));
	return count;
}

/**
 * @param {number} pid of the process whose processor time counts
 * @param {() => Promise<number>} work gives how many requests it made
 * @returns {Promise<{ wall: number, processor: number }>} milliseconds a request
 */
export async function measure(pid, work) {
	const before = processorMilliseconds(pid);
	const startedAt = performance.now();
	const count = await work();
	const wall = (performance.now() - startedAt) / count;
	// What n8n writes down after its answers belongs to them.
	await sleep(400);
	return { wall, processor: (processorMilliseconds(pid) - before) / count };
}

async function postOne(url, body, headers) {
	await new Promise((resolve, reject) => {
		const call = request(url, { method: 'POST', agent, headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers } });
		call.on('error', reject);
		call.on('response', (answer) => {
			answer.resume();
			answer.on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`answered ${answer.statusCode}`))));
		});
		call.end(body);
	});
}

/**
 * @param {number[]} values
 * @returns {number}
 */
export function median(values) {
	const sorted = [...values].sort((one, other) => one - other);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
