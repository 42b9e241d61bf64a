import { generateKeyPairSync } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startEmbeddedSftp, type Habits } from '../servers/support/embeddedSftp.ts';
import type { Fixture } from '../servers/support/fixture.ts';
import { startScriptedFtp, type FtpHabits, type ScriptedFtp } from '../servers/support/scriptedFtp.ts';
import { startServer } from './support/server.ts';
import { withstands } from './support/subject.ts';
import type { NodeSetUp, PollSetUp } from './support/subjectProcess.ts';

/** Storage servers: what a listing or a file may cost a poll. */

const watched = { startFrom: 'all', filePattern: '', options: { unchangedFor: 0 } };

const web = (address: string) => ({
	type: 'batchFileTrigger',
	parameters: { ...watched, source: 'http', options: { unchangedFor: 0, recursive: true } },
	credentials: { batchStorageHttpApi: { address: `${address}/files/`, authentication: 'none', allowPrivateAddresses: true, timeout: 20 } },
});

const bucket = (endpoint: string) => ({
	type: 'batchFileTrigger',
	parameters: { ...watched, source: 's3' },
	credentials: { batchStorageS3Api: { endpoint, region: 'eu-west-1', bucket: 'exports', accessKeyId: 'key', secretAccessKey: 'secret', timeout: 20 } },
});

const page = (content: string) => `<html><head><title>Index of /files/</title></head><body><pre><a href="../">../</a>${content}</pre></body></html>`;
const listing = (content: string) => `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${content}</ListBucketResult>`;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });

const googleBucket = (apiAddress: string) => ({
	type: 'batchFileTrigger',
	parameters: { ...watched, source: 'gcs' },
	credentials: {
		batchStorageGcsApi: { bucket: 'exports', authentication: 'serviceAccount', email: 'a@b.example', privateKey, advanced: true, apiAddress, signInAddress: `${apiAddress}/token`, timeout: 20 },
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
	credentials: { batchStorageFtpApi: { encryption: 'none', host: '127.0.0.1', port: server.port, username: 'batch', password: 'secret', timeout: 20 } },
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

const json = { 'content-type': 'application/json' };

const typeOf = (content: string) => ({ 'content-type': content.startsWith('<?xml') ? 'application/xml' : 'text/html' });

describe('a directory index', () => {
	it.each<[string, (response: ServerResponse, path: string) => void, RegExp]>([
		['nested a million levels deep', (response) => void response.writeHead(200, typeOf('')).end(page('<b>'.repeat(1e6))), /nested more than 512 levels deep/],
		['of 60 MB', (response) => void response.writeHead(200, typeOf('')).end(page('<i>x</i>'.repeat(7e6))), /larger than 16 MB/],
		['of folders in folders', (response, path) => void response.writeHead(200, typeOf('')).end(page(['a', 'b', 'c'].map((name) => `<a href="${path}${name}/">${name}/</a>`).join('\n'))), /nested more than 64 levels deep|more than [0-9,]+ entries/],
		['of a million links', (response) => void response.writeHead(200, typeOf('')).end(page(Array.from({ length: 1e6 }, (_, index) => `<a href="f${index}.csv">f</a>`).join(''))), /larger than 16 MB/],
		['of a million links with short names', (response) => void response.writeHead(200, typeOf('')).end(page(Array.from({ length: 1e6 }, (_, index) => `<a href=${index}>`).join(''))), /more than 200,000 entries|nested more than 512 levels deep/],
		['in one attribute of 15 MB', (response) => void response.writeHead(200, typeOf('')).end(page(`<a href="${'x'.repeat(15e6)}">x</a>`)), /a name that is none/],
		['that is JSON nested 8 million levels deep', (response) => void response.writeHead(200, json).end(`[${'['.repeat(8e6)}`), /no directory index/],
		['that is a list of 5 million lists', (response) => void response.writeHead(200, json).end(`[${'[],'.repeat(5e6)}[]]`), /no directory index/],
		['that is a list of a million files', (response) => void response.writeHead(200, json).end(`[${Array.from({ length: 4e5 }, (_, index) => `{"name":"${index}","mtime":1}`).join()}]`), /more than 200,000 entries/],
		['that is XML nested a million levels deep', (response) => void response.writeHead(200, typeOf('<?xml')).end(`<?xml version="1.0"?><list>${'<a>'.repeat(1e6)}`), /nested more than|no directory index/],
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
		['whose listing has 5 million elements', (response) => void response.writeHead(200, typeOf('<?xml')).end(listing('<a/>'.repeat(4e6))), /more than 200,000 entries/],
		['whose listing is one text of 60 MB', (response) => void response.writeHead(200, typeOf('<?xml')).end(listing(`<Contents><Key>${'x'.repeat(6e7)}</Key></Contents>`)), /larger than 16 MB/],
		['whose listing is one attribute of 3 million entities', (response) => void response.writeHead(200, typeOf('<?xml')).end(listing(`<Contents a="${'&amp;'.repeat(3e6)}"/>`)), /more than 200,000 entries/],
		['whose listing is one key of 3 million entities', (response) => void response.writeHead(200, typeOf('<?xml')).end(listing(`<Contents><Key>${'&#65;'.repeat(3e6)}</Key></Contents>`)), /more than 200,000 entries/],
		['whose pages are empty and never end', (response) => {
			const body = `<NextContinuationToken>${Math.random()}</NextContinuationToken>`;
			response.writeHead(200, typeOf('<?xml')).end(listing(body).replace('>false<', '>true<'));
		}, /Listing the files took longer than a|more than [0-9,]+ entries/],
		['whose tokens have 15 MB', (response) => {
			const body = `<NextContinuationToken>${Math.random()}${'x'.repeat(15e6)}</NextContinuationToken>`;
			response.writeHead(200, typeOf('<?xml')).end(listing(body).replace('>false<', '>true<'));
		}, /token/],
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

	it.each<[string, string, RegExp]>([
		['whose listing is nested 8 million levels deep', '['.repeat(8e6) + ']'.repeat(8e6), /levels deep/],
		['whose listing has 5 million entries', `{"items":[${'[],'.repeat(5e6)}[]]}`, /more than [0-9,]+ entries/],
		['whose listing is a text of 60 MB', JSON.stringify({ nextPageToken: 'x'.repeat(6e7) }), /larger than 16 MB/],
		['whose tokens have 15 MB', JSON.stringify({ nextPageToken: 'x'.repeat(15e6) }), /token/],
	])('%s', async (_, answer, words) => {
		await withstandsTwo(
			(response, path) => (path.startsWith('/storage') ? void response.writeHead(200, json).end(answer) : google(response, path, {})),
			(response, path) => google(response, path, {}),
			googleBucket,
			words,
		);
	});

	it('whose sign-in answers what is nested 8 million levels deep', async () => {
		await withstandsTwo(
			(response) => void response.writeHead(200, json).end('['.repeat(8e6) + ']'.repeat(8e6)),
			(response, path) => google(response, path, {}),
			googleBucket,
			/levels deep/,
		);
	});

	it('that copies a file and is never done', async () => {
		const setUp = (address: string) => {
			const { parameters, ...rest } = googleBucket(address);
			return { ...rest, times: 2, parameters: { ...parameters, afterReading: 'move', targetFolder: 'done' } };
		};
		let copies = 0;
		await withstandsTwo(
			(response, path) => {
				if (path.includes('/rewriteTo/')) return void response.writeHead(200, json).end(JSON.stringify({ done: false, rewriteToken: String(++copies) }));
				if (path.includes('alt=media')) return void response.writeHead(200).end('id\nada\n');
				if (/\/o\/./.test(path)) return void response.writeHead(200, json).end(JSON.stringify({ ...item('a.csv'), size: '7' }));
				google(response, path, { items: [{ ...item('a.csv'), size: '7' }] });
			},
			(response, path) => google(response, path, {}),
			setUp,
			/"id":"ada"/,
		);
		expect(copies).toBeGreaterThan(0);
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
	setUp: (address: string) => NodeSetUp & PollSetUp,
	words: RegExp,
): Promise<void> {
	const hostile = await startServer((request, response) => hostileAnswer(response, request.url ?? ''));
	const honest = await startServer((request, response) => honestAnswer(response, request.url ?? ''));
	try {
		await withstands(
			60,
			async (subject) => expect(await subject.poll(setUp(hostile.url))).toMatch(words),
			async (subject) => expect(await subject.poll({ ...setUp(honest.url), times: 1 })).toBe('null'),
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

describe('an FTP server', () => {
	const asked = async (habits: FtpHabits, words: RegExp, budget = 4_000) => {
		const hostile = await startScriptedFtp('none', undefined, new Uint8Array(), 0, habits);
		const honest = await startScriptedFtp('none', undefined, new Uint8Array(), 0, { lacks: ['MLSD'] });
		try {
			await withstands(
				60,
				async (subject) => expect(await subject.poll({ ...ftp(hostile), budget })).toMatch(words),
				async (subject) => expect(await subject.poll(ftp(honest))).toBe('null'),
			);
		} finally {
			await Promise.all([hostile.stop(), honest.stop()]);
		}
	};
	const chatter = Buffer.from('150 still listing\r\n'.repeat(5_000));

	it('whose greeting has no end', async () => await asked({ talks: 'greeting', talk: () => Buffer.from('220-welcome\r\n'.repeat(1_000)) }, /FTP server/));

	it('that talks without end while it lists', async () => await asked({ lacks: ['MLSD'], talks: 'listing', talk: () => chatter }, /Listing the files took longer|FTP server/));

	it.each([
		['one line of 30 MB', () => Buffer.from(`-rw-r--r-- 1 batch batch 1 Nov 21 2026 ${'x'.repeat(30e6)}\r\n`), /a name that is none/],
		['lines of nothing but spaces and digits', () => Buffer.from(`-rw-r--r-- 1 ${'a 1 '.repeat(10_000)}\r\n`.repeat(100)), /cannot be read|null|protocol|none/],
		['names that lead elsewhere', () => Buffer.from(['../up.csv', '..', '/etc/passwd', 'a\u0000b.csv'].map((name) => `-rw-r--r-- 1 batch batch 1 Nov 21 2026 ${name}\r\n`).join('')), /a name that is none/],
	])('that lists %s', async (_, listing, words) => await asked({ lacks: ['MLSD'], listing: listing() }, words));
});

describe('an SFTP server', () => {
	const waysOut = ['../../etc/passwd', '..', '/etc/passwd', 'a\u0000b.csv', 'a\r\nb.csv', 'x'.repeat(100_000)];

	it.each<[string, Habits, PollSetUp, RegExp]>([
		['that says nothing after the log-in', { isSilent: true }, { budget: 20_000 }, /The SFTP server .* did not answer in time/],
		['that lists ways out, without end', { endless: (answer) => waysOut.map((name) => `${name}${answer}`) }, { budget: 4_000 }, /more than [0-9,]+ entries|Listing the files took longer/],
		['that lists nothing, without end', { endless: () => [] }, { budget: 4_000 }, /same page of its listing|more than [0-9,]+ entries|Listing the files took longer/],
	])('%s', async (_, habits, limits, words) => {
		const [hostile, honest] = [await startEmbeddedSftp(habits), await startEmbeddedSftp()];
		const { credentials, ...rest } = shell(hostile);
		const impatient = { batchStorageSftpApi: { ...credentials.batchStorageSftpApi, timeout: 1 } };
		try {
			await withstands(
				60,
				async (subject) => expect(await subject.poll({ ...rest, ...limits, credentials: impatient })).toMatch(words),
				async (subject) => expect(await subject.poll(shell(honest))).toBe('null'),
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

	const encoded = ['..%2f..%2fetc%2fpasswd', 'a%00.csv', 'a%0d%0aX-Key:%20b.csv', '%2e%2e%2fup.csv', '%2e%2e%5c..%2fup.csv', '....//....//x.csv', `${'x'.repeat(5_000)}.csv`];
	// Where browsers go, and a trigger does not: above, to the root, elsewhere, and what is no place on the web at all.
	const absolute = ['..', '../', '../up.csv', './../up.csv', '%2e%2e/up.csv', '.', './', '/', '/etc/passwd', '/files/../../up.csv', '\\\\evil.example\\x.csv', '..\\..\\up.csv', '//evil.example/x.csv', 'http://evil.example/x.csv', 'https:evil.csv', 'http://[', 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/csv,a', 'ftp://127.0.0.1/x.csv'];

	it.each([['ways out', encoded, true], ['absolute addresses and what lies above', absolute, false]])('that lists %s', async (_, hrefs, areRefused) => {
		const links = hrefs.map((href) => `<a href="${href}">x</a> 2026-03-02 10:00 9`);
		const asked = new Set<string>();
		await against((address) => ({ ...web(address), times: 3 }), page(''), (response, path) => {
			asked.add(path);
			if (isIndex(path)) index(response, [...links, good].join('\n'));
			else file(response);
		}, areRefused ? /a name that is none.*"id":"ada"|"id":"ada".*a name that is none/ : /"id":"ada"/);
		expect([...asked].filter((path) => !/^\/files\/(good\.csv|\.*\/*)?$/.test(path))).toEqual([]);
	});
});
