// Servers that do otherwise than most; ftp.test.ts has how transfers end.
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

import { inEnglish } from '../../../nodes/shared/storage/ftp/months.ts';
import { openStorage } from '../../../nodes/shared/storage/openStorage.ts';
import { FtpStorage } from '../../../nodes/shared/storage/transport/ftp.ts';
import { collect, failure, read } from '../../servers/support/conformance.ts';
import { startScriptedFtp, type FtpHabits, type ScriptedFtp } from '../../servers/support/scriptedFtp.ts';
import { longestPause } from '../../longestPause.ts';
import { noticeable } from './support/answers.ts';

const content = Buffer.from('0123456789'.repeat(20_000));
const stops: Array<() => Promise<void>> = [];
afterEach(async () => {
	for (const stop of stops.splice(0)) await stop();
});

async function serverWith(habits: FtpHabits): Promise<{ storage: FtpStorage; server: ScriptedFtp }> {
	const server = await startScriptedFtp('none', undefined, content, content.length, habits);
	const storage = new FtpStorage({ host: '127.0.0.1', port: server.port, user: 'batch', password: 'secret', encryption: 'none', timeout: 5_000 });
	stops.push(async () => await storage.close(), async () => await server.stop());
	return { storage, server };
}

const line = (date: string, name: string, type = '-'): string => `${type}rw-r--r--   1 batch  batch      1234 ${date} ${name}\r\n`;

describe('an FTP server', () => {
	it('without REST is read from the beginning, and what lies before is dropped', async () => {
		const { storage } = await serverWith({ lacks: ['REST'] });
		for (const offset of [7, 100_001]) {
			const file = await storage.open({ path: 'a.csv' }, offset);
			expect((await read(file)).equals(content.subarray(offset))).toBe(true);
			expect(file.isSeekable).toBe(false);
		}
	});

	it.each(['0.0.0.0', '10.1.2.3', '192.168.7.7', '172.20.0.2', '169.254.1.1', '100.64.3.3', '127.0.0.1'])('that names %s for its data is asked where it is', async (passiveHost) => {
		const { storage } = await serverWith({ lacks: ['EPSV'], passiveHost });
		expect((await read(await storage.open({ path: 'a.csv' }))).equals(content)).toBe(true);
	});

	it('that names another host for its data is not followed', async () => {
		const { storage } = await serverWith({ lacks: ['EPSV'], passiveHost: '93.184.215.14' });
		const found = await failure(storage.open({ path: 'a.csv' }));
		expect(found.kind).toBe('protocol');
		expect(found.message).toContain('another host');
	});

	it.each([
		['22 nov. 19:03', 'Nov 22 19:03'], ['22 nov.  2025', 'Nov 22  2025'], ['févr. 22 19:03', 'Feb 22 19:03'], ['1 août  2024', 'Aug  1  2024'], ['déc. 1 09:03', 'Dec  1 09:03'],
		['22 juil. 19:03', 'Jul 22 19:03'], ['22. Okt 19:03', 'Oct 22 19:03'], ['Mai 22 19:03', 'May 22 19:03'], ['22 dic 2024', 'Dec 22 2024'], ['Nov 22 19:03', 'Nov 22 19:03'], ['mars 3 2024', 'Mar  3 2024'],
		['22 helmi 19:03', 'Feb 22 19:03'], ['Şub 22 19:03', 'Feb 22 19:03'], ['22 márc. 19:03', 'Mar 22 19:03'], ['22 iun. 2024', 'Jun 22 2024'], ['22 июл 19:03', 'Jul 22 19:03'], ['22 мая  2024', 'May 22  2024'],
		['22 Αυγ 19:03', 'Aug 22 19:03'], ['noi 2 2024', 'Nov  2 2024'], ['22 out 19:03', 'Oct 22 19:03'],
	])('that writes %s is understood', async (date, english) => {
		expect(inEnglish(line(date, 'x'))).toBe(line(english, 'x'));
		const { storage } = await serverWith({ listing: Buffer.from(line(date, 'a b.csv')) });
		const [file] = await collect(storage.list(''));
		expect(file).toMatchObject({ path: 'a b.csv', size: 1234, isApproximate: true });
		expect(file?.modifiedAt).toBeTypeOf('number');
	});

	it('that tells of an old file the day alone says so, in a listing and of the file', async () => {
		const listing = Buffer.from(`${line('Nov 22  2025', 'old.csv')}${line('Nov 22 19:03', 'young.csv')}${line('22 août  2024', 'vieux.csv')}`);
		const { storage } = await serverWith({ lacks: ['SIZE', 'MDTM'], listing });
		const found = await collect(storage.list(''));
		const [old, vieux, young] = ['old.csv', 'vieux.csv', 'young.csv'].map((name) => found.find(({ path }) => path === name));
		expect(old).toEqual({ path: 'old.csv', size: 1234, modifiedAt: Date.UTC(2025, 10, 22), isApproximate: true, isDayOnly: true });
		expect(young?.isDayOnly).toBeUndefined();
		expect(vieux).toMatchObject({ modifiedAt: Date.UTC(2024, 7, 22), isDayOnly: true });
		expect(await storage.stat('old.csv')).toEqual(old);
	});

	it('that writes its names in Latin-1 is spoken to in Latin-1, about these names', async () => {
		const latin = Buffer.from(line('Nov 22 19:03', 'été.csv'), 'latin1');
		const { storage, server } = await serverWith({ listing: Buffer.concat([latin, Buffer.from(line('Nov 22 19:03', 'ÜTF.csv'))]) });
		const found = await collect(storage.list(''));
		expect(found.map(({ path }) => path).toSorted()).toEqual(['ÜTF.csv', 'été.csv'].toSorted());
		for (const { path } of found) await read(await storage.open({ path }));
		expect(server.heard).toContain('RETR /\u00e9t\u00e9.csv');
		expect(server.heard).toContain(`RETR /${Buffer.from('ÜTF.csv').toString('latin1')}`);
	});

	it('that writes what nobody can read says so of that entry, and the others are listed', async () => {
		const listing = Buffer.from(`total 3\r\n${line('Nov 22 19:03', '.', 'd')}${line('Nov 22 19:03', 'a.csv')}?!$ what ../../is this\r\n${line('Nov 22 19:03', '../../etc/passwd')}`);
		const { storage } = await serverWith({ listing });
		const found = await collect(storage.list(''));
		expect(found.filter(({ problem }) => problem === undefined).map(({ path }) => path)).toEqual(['a.csv']);
		expect(found).toHaveLength(3);
		for (const { path } of found) expect(path).not.toMatch(/[/]|\.\./);
	});

	it('whose listing does not end is left', async () => {
		const piece = Buffer.from(line('Nov 22 19:03', 'a.csv').repeat(2_000));
		const { storage } = await serverWith({ listing: () => piece });
		const pause = await longestPause(async () => expect((await failure(collect(storage.list('')))).message).toContain('more than 32 MB'));
		expect(pause).toBeLessThan(noticeable);
	});

	it('with a hundred thousand files stops nobody', async () => {
		const listing = Buffer.from(Array.from({ length: 100_000 }, (_none, index) => line('Nov 22 19:03', `export_${index}.csv`)).join(''));
		const { storage } = await serverWith({ listing });
		const pause = await longestPause(async () => expect(await collect(storage.list(''))).toHaveLength(100_000));
		expect(pause).toBeLessThan(noticeable);
	});

	it('that is an SSH server is called one, at once', async () => {
		const sockets = new Set<Socket>();
		const server = createServer((socket) => {
			sockets.add(socket.on('error', () => undefined));
			socket.write('SSH-2.0-OpenSSH_9.2\r\n');
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		stops.push(async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		});
		for (const encryption of ['none', 'explicit'] as const) {
			const storage = new FtpStorage({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, user: 'batch', password: 'secret', encryption, timeout: 20_000 });
			const startedAt = Date.now();
			const found = await failure(collect(storage.list('')));
			expect(found).toMatchObject({ kind: 'configuration', message: expect.stringContaining('speaks SSH') });
			expect(Date.now() - startedAt).toBeLessThan(5_000);
		}
	});
});

describe('Host in the credential', () => {
	const environment = { send: async () => await Promise.reject(new Error('unused')), resolve: async () => [] };
	it.each(['sftp://files.example.com', 'ftp://files.example.com/in', 'files.example.com:22', 'batch@files.example.com', 'files.example.com/in'])('is the name alone, which "%s" is not', async (host) => {
		for (const kind of ['sftp', 'ftp'] as const) {
			const found = await failure(openStorage(kind, { host, username: 'batch', password: 'x' }, environment));
			expect(found).toMatchObject({ kind: 'configuration', message: expect.stringMatching(/^Host in the credential/) });
		}
	});

	it.each(['files.example.com', '127.0.0.1', '::1', '[::1]', 'fe80::1%eth0'])('may be %s', async (host) => {
		expect(await openStorage('sftp', { host, username: 'batch', password: 'x' }, environment)).toBeDefined();
	});
});
