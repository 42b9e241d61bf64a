import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const agent = new Agent({ keepAlive: true, maxSockets: 200 });

/**
 * So many senders, each of which sends its next event when the one before it was answered.
 *
 * @param {{ call: () => { body: string, headers: Record<string, string> } }} contender
 * @param {string} url
 * @param {{ seconds: number, concurrency: number }} load
 * @returns {Promise<{ latencies: number[], refused: number }>} milliseconds of the calls answered with 200,
 *   and how many were not
 */
export async function sendAsFastAsAnswered(contender, url, { seconds, concurrency }) {
	const sent = { latencies: [], refused: 0 };
	const end = performance.now() + seconds * 1_000;
	const sendOn = async () => {
		while (performance.now() < end) await sendOne(contender, url, sent);
	};
	await Promise.all(Array.from({ length: concurrency }, sendOn));
	return sent;
}

/**
 * So many events a second, whether those before them were answered or not. As above otherwise.
 *
 * @param {{ seconds: number, perSecond: number }} load
 */
export async function sendAtRate(contender, url, { seconds, perSecond }) {
	const sent = { latencies: [], refused: 0 };
	const startedAt = performance.now();
	const calls = [];
	for (let index = 0; index < seconds * perSecond; index++) {
		await sleep(Math.max(0, startedAt + (index * 1_000) / perSecond - performance.now()));
		calls.push(sendOne(contender, url, sent));
	}
	await Promise.all(calls);
	return sent;
}

async function sendOne(contender, url, sent) {
	const { body, headers } = contender.call();
	const startedAt = performance.now();
	if ((await post(url, body, headers)) === 200) sent.latencies.push(performance.now() - startedAt);
	else sent.refused++;
}

/** @returns {Promise<number | undefined>} the status; undefined where there was no answer */
async function post(url, body, headers) {
	return await new Promise((resolve) => {
		const call = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', ...headers } });
		call.on('error', () => resolve(undefined));
		call.on('response', (answer) => {
			answer.resume();
			answer.on('end', () => resolve(answer.statusCode));
		});
		call.end(body);
	});
}
