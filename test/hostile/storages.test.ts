import { generateKeyPairSync } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startEmbeddedSftp } from '../servers/support/embeddedSftp.ts';
import type { Fixture } from '../servers/support/fixture.ts';
import { startScriptedFtp, type ScriptedFtp } from '../servers/support/scriptedFtp.ts';
import { startServer } from './support/server.ts';
import { withstands } from './support/subject.ts';
import type { NodeSetUp, PollSetUp } from './support/subjectProcess.ts';

/** Storage servers: what a listing or a file may cost a poll. */

const watched = { startFrom: 'all', filePattern: '', options: { unchangedFor: 0 } };

const web = (address: string) => ({
	type: 'batchFileTrigger',
	parameters: { ...watched, source: 'http', options: { unchangedFor: 0, recursive: true } },
	credentials: { batchStorageHttpApi: { address: `${address}/files/`, authentication: 'none', allowPrivateAddresses: true, timeout: 5 } },
});

const bucket = (endpoint: string) => ({
	type: 'batchFileTrigger',
	parameters: { ...watched, source: 's3' },
	credentials: { batchStorageS3Api: { endpoint, region: 'eu-west-1', bucket: 'exports', accessKeyId: 'key', secretAccessKey: 'secret', timeout: 5 } },
});

const page = (content: string) => `<html><head><title>Index of /files/</title></head><body><pre><a href="../">../</a>${content}</pre></body></html>`;
const listing = (content: string) => `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${content}</ListBucketResult>`;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });

const googleBucket = (apiAddress: string) => ({
	type: 'batchFileTrigger',
	parameters: { ...watched, source: 'gcs' },
	credentials: {
		batchStorageGcsApi: { bucket: 'exports', authentication: 'serviceAccount', email: 'a@b.example', privateKey, advanced: true, apiAddress, signInAddress: `${apiAddress}/token`, timeout: 5 },
	},
});

const shell = (server: Fixture) => ({
	type: 'batchFileTrigger',
	parameters: { ...watched, source: 'sftp' },
	credentials: { batchStorageSftpApi: server.credential() },
});

const ftp = (server: ScriptedFtp) => ({
	type: 'batchFileTrigger',
	parameters: { ...watched, source: 'ftp' },
	credentials: { batchStorageFtpApi: { encryption: 'none', host: '127.0.0.1', port: server.port, username: 'batch', password: 'secret', timeout: 5 } },
});

/** Answers an honest, empty listing on the second server. */
async function against(
	setUp: (address: string) => NodeSetUp & PollSetUp,
	honestAnswer: string,
	answer: (response: ServerResponse, path: string, request: IncomingMessage) => void,
	words: RegExp,
): Promise<void> {
	const hostile = await startServer((request, response) => answer(response, request.url ?? '', request));
	const honest = await startServer((_request, response) => void response.writeHead(200, typeOf(honestAnswer)).end(honestAnswer));
	try {
		await withstands(
			40,
			async (subject) => expect(await subject.poll(setUp(hostile.url))).toMatch(words),
			async (subject) => expect(await subject.poll({ ...setUp(honest.url), times: 1 })).toBe('null'),
		);
	} finally {
		await Promise.all([hostile.stop(), honest.stop()]);
	}
}

const typeOf = (content: string) => ({ 'content-type': content.startsWith('<?xml') ? 'application/xml' : 'text/html' });

describe('a directory index', () => {
	it.each<[string, (response: ServerResponse, path: string) => void, RegExp]>([
		['nested a million levels deep', (response) => void response.writeHead(200, typeOf('')).end(page('<b>'.repeat(1e6))), /nested more than 512 levels deep/],
		['of 60 MB', (response) => void response.writeHead(200, typeOf('')).end(page('<i>x</i>'.repeat(7e6))), /larger than 16 MB/],
		['of folders in folders', (response, path) => void response.writeHead(200, typeOf('')).end(page(['a', 'b', 'c'].map((name) => `<a href="${path}${name}/">${name}/</a>`).join('\n'))), /nested more than 64 levels deep|more than [0-9,]+ entries/],
		['of a million links', (response) => void response.writeHead(200, typeOf('')).end(page(Array.from({ length: 1e6 }, (_, index) => `<a href="f${index}.csv">f</a>`).join(''))), /larger than 16 MB/],
	])('%s', async (_, answer, words) => {
		await against(web, page(''), answer, words);
	});
});

describe('a bucket', () => {
	const key = (name: string, size = 1) =>
		`<Contents><Key>${name}</Key><LastModified>2026-03-02T00:00:00.000Z</LastModified><ETag>"e"</ETag><Size>${size}</Size></Contents>`;

	it.each<[string, (response: ServerResponse) => void, RegExp]>([
		['whose listing is nested a million levels deep', (response) => void response.writeHead(200, typeOf('<?xml')).end(listing('<a>'.repeat(1e6))), /nested more than 16 levels deep/],
		['whose token repeats', (response) => void response.writeHead(200, typeOf('<?xml')).end(listing(`${key('a.csv')}<NextContinuationToken>same</NextContinuationToken>`).replace('>false<', '>true<')), /sends the same page of its listing again and again/],
		['that refuses with a page of 30 MB', (response) => void response.writeHead(403, typeOf('<?xml')).end(`<?xml version="1.0"?><Error>${'<x>'.repeat(1e7)}</Error>`), /HTTP 403/],
	])('%s', async (_, answer, words) => {
		await against(bucket, listing(''), answer, words);
	});

	it('whose pages never end', async () => {
		let pages = 0;
		const content = (number: number) => Array.from({ length: 1_000 }, (_, index) => key(`p${number}-${index}.csv`)).join('');
		await against(
			bucket,
			listing(''),
			(response) => {
				pages++;
				const body = `${content(pages)}<NextContinuationToken>${pages}</NextContinuationToken>`;
				response.writeHead(200, typeOf('<?xml')).end(listing(body).replace('>false<', '>true<'));
			},
			/more than 100,000 entries/,
		);
	});

	it('whose file is a gzip bomb', async () => {
		const bomb = gzipSync(Buffer.alloc(256 * 2 ** 20, 'a,b\n'));
		const hostile = (response: ServerResponse, path: string) => {
			if (!path.includes('bomb')) response.writeHead(200, typeOf('<?xml')).end(listing(key('bomb.csv.gz', bomb.length)));
			else response.writeHead(200, { 'content-length': bomb.length, etag: '"e"' }).end(bomb);
		};
		await against(bucket, listing(''), (response, path) => hostile(response, path.split('?')[0] === '/exports' ? '' : path), /"_file"/);
	});
});

describe('a bucket of Google’s', () => {
	const google = (response: ServerResponse, path: string, listing: object) =>
		response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(path.startsWith('/token') ? { access_token: 't', expires_in: 3_600 } : listing));
	const item = (name: string) => ({ name, size: '1', updated: '2026-03-02T00:00:00.000Z', generation: '1' });

	it('whose token repeats', async () => {
		await withstandsTwo(
			(response, path) => google(response, path, { items: [item('a.csv')], nextPageToken: 'same' }),
			(response, path) => google(response, path, {}),
			googleBucket,
			/sends the same page of its listing again and again/,
		);
	});

	it('whose pages never end', async () => {
		let pages = 0;
		await withstandsTwo(
			(response, path) => {
				const items = Array.from({ length: 5_000 }, (_, index) => item(`p${++pages}-${index}.csv`));
				google(response, path, { items, nextPageToken: String(pages) });
			},
			(response, path) => google(response, path, {}),
			googleBucket,
			/more than [0-9,]+ entries/,
		);
	});
});

async function withstandsTwo(
	hostileAnswer: (response: ServerResponse, path: string) => void,
	honestAnswer: (response: ServerResponse, path: string) => void,
	setUp: (address: string) => NodeSetUp,
	words: RegExp,
): Promise<void> {
	const hostile = await startServer((request, response) => hostileAnswer(response, request.url ?? ''));
	const honest = await startServer((request, response) => honestAnswer(response, request.url ?? ''));
	try {
		await withstands(
			60,
			async (subject) => expect(await subject.poll(setUp(hostile.url))).toMatch(words),
			async (subject) => expect(await subject.poll(setUp(honest.url))).toBe('null'),
		);
	} finally {
		await Promise.all([hostile.stop(), honest.stop()]);
	}
}

describe('a listing without end', () => {
	it.each([
		['that repeats itself', () => 'file', /sends the same page of its listing again and again/],
		['that always has others', (answer: number) => `file-${answer}`, /Listing the files took longer than a|more than [0-9,]+ entries/],
	])('of an SFTP server %s', async (_habit, stem, words) => {
		const endless = (answer: number) => Array.from({ length: 400 }, (_, index) => `${stem(answer)}-${index}.csv`);
		const [hostile, honest] = [await startEmbeddedSftp({ endless }), await startEmbeddedSftp()];
		try {
			await withstands(
				90,
				async (subject) => expect(await subject.poll({ ...shell(hostile), budget: 8_000 })).toMatch(words),
				async (subject) => expect(await subject.poll(shell(honest))).toBe('null'),
			);
		} finally {
			await Promise.all([hostile.stop(), honest.stop()]);
		}
	});

	it('of an FTP server', async () => {
		const lines = Buffer.from('-rw-r--r-- 1 batch batch 1 Nov 21 2026 a.csv\r\n'.repeat(1_000));
		const hostile = await startScriptedFtp('none', undefined, new Uint8Array(), 0, { lacks: ['MLSD'], listing: () => lines });
		const honest = await startScriptedFtp('none', undefined, new Uint8Array(), 0, { lacks: ['MLSD'] });
		try {
			await withstands(
				90,
				async (subject) => expect(await subject.poll(ftp(hostile))).toMatch(/sends a listing of more than 32 MB/),
				async (subject) => expect(await subject.poll(ftp(honest))).toBe('null'),
			);
		} finally {
			await Promise.all([hostile.stop(), honest.stop()]);
		}
	});
});

describe('a web server', () => {
	const good = '<a href="good.csv">good.csv</a> 2026-03-02 10:00 9';
	const file = (response: ServerResponse) => void response.writeHead(200, { 'content-type': 'text/csv', etag: '"e"', 'content-length': 9 }).end('id\nada\nb\n');
	const index = (response: ServerResponse, content: string) => void response.writeHead(200, typeOf('')).end(page(content));
	const isIndex = (path: string) => path === '/files/';

	it.each(['delete', 'move'])('that sends elsewhere to %s', async (afterReading) => {
		let reached = 0;
		const tried = new Set<string>();
		const elsewhere = await startServer((_request, response) => void (reached++, response.writeHead(204).end()));
		const setUp = (address: string) => {
			const { parameters, ...rest } = web(address);
			return { ...rest, times: 3, parameters: { ...parameters, afterReading, ...(afterReading === 'move' && { targetFolder: 'done' }) } };
		};
		try {
			await against(setUp, page(''), (response, path, { method }) => {
				if (method !== 'GET' && method !== 'HEAD') tried.add(method ?? '');
				if (method !== 'GET' && method !== 'HEAD') response.writeHead(307, { location: `${elsewhere.url}${path}` }).end();
				else if (isIndex(path)) index(response, good);
				else file(response);
			// What was read comes out; that the file stays where it is is told when the next attempt fails, too.
			}, /"id":"ada"/);
			expect(tried.size).toBeGreaterThan(0);
			expect(reached).toBe(0);
		} finally {
			await elsewhere.stop();
		}
	});

	it.each(['http://169.254.169.254/latest/', 'http://[::ffff:169.254.169.254]/', 'http://127.0.0.2/', 'http://10.0.0.1/'])('that sends to %s', async (location) => {
		await against(web, page(''), (response) => void response.writeHead(302, { location }).end(), /private network|own link/);
	});

	it('that lists ways out', async () => {
		const links = ['..%2f..%2fetc%2fpasswd', 'a%00.csv', 'a%0d%0aX-Key:%20b.csv', '%2e%2e%2fup.csv', '....//....//x.csv'].map((href) => `<a href="${href}">x</a> 2026-03-02 10:00 9`);
		const asked = new Set<string>();
		await against((address) => ({ ...web(address), times: 3 }), page(''), (response, path) => {
			asked.add(path);
			if (isIndex(path)) index(response, [...links, good].join('\n'));
			else file(response);
		}, /a name that is none.*"id":"ada"|"id":"ada".*a name that is none/);
		expect([...asked].filter((path) => !/^\/files\/(good\.csv|\.*\/*)?$/.test(path))).toEqual([]);
	});
});
