import { createHash } from 'node:crypto';
import { sleep } from 'n8n-workflow';

import { Bounded, TooMuch } from '../../bounded';
import type { StoredFile } from '../storage';
import { readFileHeaders, type FileHeaders } from './fileHeaders';
import type { HttpAnswer } from './httpSend';
import type { WebServer } from './webServer';

/** Up to so many bytes, a file that shows nothing else that changes with it is known by what is in it. */
export const longestDigested = 16 * 1024 * 1024;

/** A time so close to that of the answer may be the time of the answer. */
const freshness = 2_500;

/** Of how many files at most it is looked at twice whether their time stands still; the next ones are taken for like the last. */
const mostSecondLooks = 3;

/** Times of modification are told in whole seconds. */
const untilNextSecond = 1_100;

/**
 * What a web server tells of files, and what can be believed of it. A time of modification that stands still is believed, and then
 * nothing else is asked for: entity tags differ between the machines behind one address, and between HEAD and GET. Where there is
 * no such time, the content itself is compared.
 */
export class FileFacts {
	private knowsHead = true;

	private secondLooks = 0;

	private isTimeStanding = true;

	constructor(private readonly server: WebServer) {}

	/** The file at a path; undefined when there is none. */
	async ask(path: string): Promise<StoredFile | undefined> {
		const answer = await this.headersOf(path);
		if (answer === undefined) return undefined;
		const headers = readFileHeaders(answer.headers);
		const { size, entityTag } = headers;
		const modifiedAt = await this.believableTime(path, headers, answer);
		if (modifiedAt !== undefined) return { path, size, modifiedAt };
		const content = await this.digest(path, size);
		if (content !== undefined) return { path, ...content, modifiedAt };
		return { path, size, modifiedAt, ...(entityTag !== undefined && { version: entityTag }) };
	}

	/** Some servers know no HEAD, and links that are signed for GET refuse it: then the first byte is asked for. */
	private async headersOf(path: string): Promise<HttpAnswer | undefined> {
		if (this.knowsHead) {
			const { answer } = await this.server.follow({ method: 'HEAD', path });
			answer.destroy();
			if (answer.statusCode >= 200 && answer.statusCode < 300) return answer;
			if (answer.statusCode === 410) return undefined;
			if (decided.has(answer.statusCode)) throw this.server.refusal(answer.statusCode, { method: 'HEAD', path });
		}
		const { answer } = await this.server.ask({ method: 'GET', path, headers: { Range: 'bytes=0-0' }, expected: [404, 410, 416] });
		answer.destroy();
		if (answer.statusCode === 404 || answer.statusCode === 410) return undefined;
		this.knowsHead = false;
		return answer;
	}

	/** Servers that make a page anew for everybody say that it is of this very moment: the next look shows another one. */
	private async believableTime(path: string, { modifiedAt }: FileHeaders, answer: HttpAnswer): Promise<number | undefined> {
		if (modifiedAt === undefined) return undefined;
		const said = Date.parse(answer.headers.date ?? '');
		const isFresh = Math.abs((Number.isNaN(said) ? Date.now() : said) - modifiedAt) <= freshness;
		if (!isFresh) return modifiedAt;
		if (this.secondLooks >= mostSecondLooks) return this.isTimeStanding ? modifiedAt : undefined;
		this.secondLooks++;
		await sleep(untilNextSecond);
		const again = await this.headersOf(path);
		const later = again === undefined ? undefined : readFileHeaders(again.headers).modifiedAt;
		this.isTimeStanding = later === modifiedAt;
		return this.isTimeStanding ? modifiedAt : undefined;
	}

	/** A name for what is in the file, and its size; undefined when it is too long for that. */
	private async digest(path: string, size: number | undefined): Promise<{ size: number; version: string } | undefined> {
		if (size !== undefined && size > longestDigested) return undefined;
		const { answer } = await this.server.ask({ method: 'GET', path });
		const { stream, close } = this.server.exchange.guard(answer);
		const hash = createHash('sha256');
		const bounded = new Bounded(`"${path}"`, { bytes: longestDigested });
		let read = 0;
		try {
			for await (const chunk of bounded.stream(stream)) {
				hash.update(chunk);
				read += chunk.byteLength;
			}
		} catch (error) {
			if (error instanceof TooMuch) return undefined;
			throw this.server.exchange.failure(error);
		} finally {
			await close();
		}
		return { size: read, version: `content ${hash.digest('base64url')}` };
	}
}

/** With these, a server means the asker, and not the way of asking. */
const decided: ReadonlySet<number> = new Set([401, 407, 429, 502, 503, 504]);
