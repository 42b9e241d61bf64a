// npm run test:servers: the storage and the file trigger against real servers – OpenSSH, vsftpd, ProFTPD, nginx, python, an S3 server –
// and a real n8n that polls two of them with each of its engines.
// Needs them installed (see .ci/run). VSFTPD names a vsftpd that is elsewhere; on Debian one is unpacked, because its
// package cannot stand beside ProFTPD's.
// Arguments go to vitest: npm run test:servers -- test/servers/storage.openssh.test.ts
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './support/cache-folder.mjs';
import { runCommand } from './support/command.mjs';
import { buildAndTest } from './support/vitest-command.mjs';

const packages = {
	'/usr/sbin/sshd': 'openssh-server',
	'/usr/bin/ssh-keygen': 'openssh-client',
	'/usr/sbin/proftpd': 'proftpd-core',
	'/usr/lib/proftpd/mod_tls.so': 'proftpd-mod-crypto',
	'/usr/sbin/nginx': 'nginx-light',
	'/usr/bin/openssl': 'openssl',
	'/usr/bin/python3': 'python3',
};

await runCommand(async () => {
	const missing = Object.keys(packages).filter((file) => !existsSync(file));
	if (missing.length > 0) {
		throw new Error(`${missing.join(', ')} missing. On Debian: apt-get install ${missing.map((file) => packages[file]).join(' ')}`);
	}
	await buildAndTest('servers', { VSFTPD: process.env.VSFTPD || findVsftpd() });
});

/** The installed one, or one unpacked into the cache. */
function findVsftpd() {
	if (existsSync('/usr/sbin/vsftpd')) return '/usr/sbin/vsftpd';
	const folder = join(cacheFolder(), 'vsftpd');
	if (!existsSync(folder)) unpackVsftpd(folder);
	return join(folder, 'usr/sbin/vsftpd');
}

function unpackVsftpd(folder) {
	const unfinished = `${folder}.unpacking`;
	rmSync(unfinished, { recursive: true, force: true });
	mkdirSync(unfinished, { recursive: true });
	try {
		downloadVsftpd(unfinished);
	} catch (error) {
		throw new Error(`vsftpd could not be downloaded (VSFTPD may name one that is there):\n${String(error.stderr || error.message).trim()}`);
	}
	const [archive] = readdirSync(unfinished).filter((name) => name.endsWith('.deb'));
	execFileSync('dpkg-deb', ['--extract', archive, unfinished], { cwd: unfinished, stdio: 'inherit' });
	renameSync(unfinished, folder);
}

function downloadVsftpd(folder) {
	const download = () => execFileSync('apt-get', ['download', 'vsftpd'], { cwd: folder, stdio: 'pipe' });
	try {
		download();
	} catch {
		// Nobody knows it, or only an older one that is gone.
		const [command, ...rest] = [...(process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive']), 'apt-get', 'update'];
		execFileSync(command, rest, { stdio: 'pipe' });
		download();
	}
}
