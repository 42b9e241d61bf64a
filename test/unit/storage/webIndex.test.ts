import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { HttpStorage } from '../../../nodes/shared/storage/transport/http.ts';
import { collect, failure, paths } from '../../servers/support/conformance.ts';
import { longestPause } from '../../longestPause.ts';
import { answering, noticeable, type Said } from './support/answers.ts';

const address = new URL('https://files.example.test/exports/');

function storageOf(pages: Readonly<Record<string, string>> | ((path: string) => Said)) {
	const { send, requests } = answering(({ url }) => {
		const path = decodeURIComponent(new URL(url).pathname);
		if (typeof pages === 'function') return pages(path);
		return pages[path] === undefined ? { status: 404 } : { body: pages[path] };
	});
	const settings = { address, logIn: { kind: 'none' } as const, allowsPrivateAddresses: false };
	return { storage: new HttpStorage(settings, send, async () => ['93.184.215.14'], { timeout: 5_000 }), requests };
}

const list = async (page: string) => await paths(storageOf({ '/exports/': page }).storage.list(''));
const names = ['a.csv', 'über ☂.csv', '100%.csv', 'long_name_of_an_export_of_the_shop_of_2026.csv'];
const link = (name: string) => encodeURIComponent(name);

/** How servers write the index of a folder. */
const indexes: Readonly<Record<string, (files: readonly string[]) => string>> = {
	nginx: (files) =>
		`<html><head><title>Index of /exports/</title></head><body><h1>Index of /exports/</h1><hr><pre><a href="../">../</a>\n${files.map((name) => `<a href="${link(name)}">${name.slice(0, 30)}</a>  22-Nov-2026 19:03    12\n`).join('')}</pre></body></html>`,
	'nginx, JSON': (files) => JSON.stringify(files.map((name) => ({ name, type: 'file', mtime: 'Sun, 22 Nov 2026 19:03:11 GMT', size: 12 }))),
	'nginx, XML': (files) =>
		`<?xml version="1.0"?>\n<list>\n${files.map((name) => `<file mtime="2026-11-22T19:03:11Z" size="12">${name}</file>\n`).join('')}</list>`,
	'python http.server': (files) =>
		`<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<title>Directory listing for /exports/</title>\n</head>\n<body>\n<h1>Directory listing for /exports/</h1>\n<hr>\n<ul>\n${files.map((name) => `<li><a href="${link(name)}">${name}</a></li>\n`).join('')}</ul>\n<hr>\n</body>\n</html>`,
	Apache: (files) =>
		`<html><head><title>Index of /exports</title></head><body><table><tr><th><a href="?C=N;O=D">Name</a></th></tr>${files.map((name) => `<tr><td><a href="${link(name)}">${name.slice(0, 20)}..&gt;</a></td><td>2026-11-22 19:03  </td><td>1.2K</td></tr>`).join('')}</table></body></html>`,
	IIS: (files) =>
		`<html><head><title>files.example.test - /exports/</title></head><body><H1>files.example.test - /exports/</H1><hr><pre><A HREF="/">[To Parent Directory]</A><br><br>${files.map((name) => `11/22/2026  7:03 PM  12 <A HREF="/exports/${link(name)}">${name}</A><br>`).join('')}</pre></body></html>`,
	Go: (files) => `<pre>\n${files.map((name) => `<a href="${link(name)}">${name}</a>\n`).join('')}</pre>\n`,
	Caddy: (files) => JSON.stringify(files.map((name) => ({ name, size: 12, url: `./${link(name)}`, mod_time: '2026-11-22T19:03:11.5Z', mode: 420, is_dir: false, is_symlink: false }))),
};

describe('an index of a folder', () => {
	it.each(Object.keys(indexes))('is read as %s writes it, empty or not', async (server) => {
		expect(await list(indexes[server]!(names))).toEqual(names.map((name) => `${name}`).toSorted());
		expect(await list(indexes[server]!([]))).toEqual([]);
	});

	it('shows sizes and times in JSON and XML as exact', async () => {
		for (const server of ['nginx, JSON', 'nginx, XML']) {
			const [file] = await collect(storageOf({ '/exports/': indexes[server]!(['a.csv']) }).storage.list(''));
			expect(file).toEqual({ path: 'a.csv', size: 12, modifiedAt: Date.parse('2026-11-22T19:03:11Z') });
		}
	});

	it('in JSON is read whatever the names are, and with fields of any kind', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.record({ name: fc.string({ minLength: 1 }), note: fc.jsonValue({ maxDepth: 1 }) })), async (entries) => {
				const page = JSON.stringify(entries.map(({ name, note }) => ({ name, type: 'file', size: 1, note })));
				const found = await collect(storageOf({ '/exports/': page }).storage.list(''));
				const wanted = entries.map(({ name }) => name.replace(/\/$/, '')).filter((name) => name !== '.' && name !== '..');
				expect(found).toHaveLength(wanted.length);
				for (const { path, problem } of found) expect(problem !== undefined || wanted.includes(path)).toBe(true);
			}),
		);
	});
});

describe('a page that is no index', () => {
	it.each([
		['maintenance', '<html><title>Maintenance</title><body><h1>We will be back soon</h1><p>Sunday, <a href="/">home</a> <a href="status.html">Status</a></body></html>'],
		['a log-in', '<html><title>Log in</title><body><form method="post" action="login"><input name="user"><input type="password" name="password"></form></body></html>'],
		['a log-in that calls itself an index', '<title>Index of logins</title><form><input type="PASSWORD"></form>'],
		['one that leads elsewhere', '<html><head><meta http-equiv="Refresh" content="0; url=/login"></head></html>'],
		['an application', '<!doctype html><html><body><div id="root"></div><script src="/app.js">document.title = "Index of"</script></body></html>'],
		['a page of a site', '<html><title>Our exports</title><a href="about.html">About us</a> <a href="contact.html">Contact</a></html>'],
		['links with a query', '<title>Index of /exports</title><a href="get.php?file=a.csv">a.csv</a><a href="other.php?file=b.csv">b.csv</a>'],
		['an error in JSON', '{"error":"maintenance","files":[]}'],
		['a list of something else in JSON', '[{"id":1,"title":"a"}]'],
		['numbers in JSON', '[1,2,3]'],
		['half a list in JSON', '[{"name":"a.csv","type":"file"},{"name":"b.csv"'],
		['half a list in XML', '<?xml version="1.0"?><list><file mtime="2026-11-22T19:03:11Z" size="1">a.csv</file><file'],
		['XML of another kind', '<?xml version="1.0"?><error>down</error>'],
		['text', 'Service Unavailable'],
		['nothing', ''],
	])('fails the listing: %s', async (_kind, page) => {
		const found = await failure(list(page));
		expect(found.kind).toBe('protocol');
		expect(found.message).toMatch(/shows no directory index at that address, but /);
	});

	it('in one folder stands in the way of that folder alone', async () => {
		const page = (files: string) => `<title>Index of</title><a href="../">../</a>${files}`;
		const { storage } = storageOf({ '/exports/': page('<a href="site/">site/</a><a href="gone/">gone/</a><a href="sub/">sub/</a><a href="a.csv">a.csv</a>'), '/exports/sub/': page('<a href="b.csv">b.csv</a>'), '/exports/site/': '<h1>Welcome</h1>' });
		const found = await collect(storage.list('', { recursive: true }));
		expect(found.map(({ path, problem }) => [path, problem?.isFolder])).toEqual([['a.csv', undefined], ['site', true], ['sub/b.csv', undefined]]);
	});
});

describe('a link that is not encoded', () => {
	it.each(['a#1.csv', 'a?1.csv', '#a.csv'])('%s is told of, and not left out', async (name) => {
		const { storage } = storageOf({ '/exports/': `<title>Index of</title><a href="../">../</a><a href="./${name}">${name}</a><a href="b.csv">b.csv</a><a href="b.csv#top">b.csv</a>` });
		const found = await collect(storage.list(''));
		expect(found.filter(({ problem }) => problem === undefined).map(({ path }) => path)).toEqual(['b.csv']);
		// A link to a place in the page itself is none to a file, whatever it is called.
		expect(found.filter(({ problem }) => problem !== undefined)).toHaveLength(name.startsWith('#') ? 0 : 1);
	});
});

describe('what a hostile page holds', () => {
	it('is refused as a name where it would lead elsewhere, and the rest is listed', async () => {
		const evil = ['..%2F..%2Fetc%2Fpasswd', '%2Fetc%2Fpasswd', 'a%00.csv', 'a%0D%0Ab.csv', '%2e%2e%2f', 'x'.repeat(2_000)];
		const page = `<title>Index of</title>${evil.map((name) => `<a href="${name}">x</a>`).join('')}<a href="good.csv">good.csv</a>`;
		const found = await collect(storageOf({ '/exports/': page }).storage.list(''));
		expect(found.filter(({ problem }) => problem === undefined).map(({ path }) => path)).toEqual(['good.csv']);
		expect(found.length).toBeGreaterThan(4);
		for (const { path } of found) expect(path).toMatch(/^(?!.*\.\.)[^/\p{Cc}]+$/u);
	});

	it.each([
		['HTML, nested', `<title>Index of</title>${'<b>'.repeat(600_000)}`],
		['XML, nested', `<?xml version="1.0"?><list>${'<file>'.repeat(300_000)}`],
		['JSON, nested', '['.repeat(2_000_000)],
		['HTML without end', `<title>Index of</title>${'<a href="a.csv">a.csv</a> <i>x</i>'.repeat(300_000)}`],
		['attributes without end', `<title>Index of</title><a ${'x="y" '.repeat(1_000_000)}`],
	])('stops nobody for long: %s', async (_kind, page) => {
		const { storage } = storageOf({ '/exports/': page });
		const startedAt = performance.now();
		const pause = await longestPause(async () => await collect(storage.list('')).catch(() => undefined));
		expect(pause).toBeLessThan(noticeable);
		expect(performance.now() - startedAt).toBeLessThan(10_000);
	}, 60_000);

	it('ends, when it has folders in folders without end', async () => {
		const { storage, requests } = storageOf(() => ({ body: '<title>Index of</title><a href="deeper/">deeper/</a>' }));
		const found = await failure(collect(storage.list('', { recursive: true })));
		expect(found.message).toContain('64 levels');
		expect(requests.length).toBeLessThan(70);
	});

	it('ends, when it has no end', async () => {
		const { storage } = storageOf(() => ({
			body: (async function* () {
				for (;;) yield await Promise.resolve(Buffer.alloc(65_536, '<a href="a">a</a>'));
			})(),
		}));
		expect((await failure(collect(storage.list('')))).message).toContain('larger than 16 MB');
	});
});
