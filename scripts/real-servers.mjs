// The storage tests against real servers: OpenSSH, vsftpd, ProFTPD, nginx and an S3 server.
// Needs them installed (see .ci/run); vsftpd is only unpacked, because its package cannot stand beside ProFTPD's.
// Arguments go to vitest: node scripts/real-servers.mjs test/servers/storage.openssh.test.ts
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, ensureNode24, projectFolder } from './bootstrap.mjs';
import { cacheFolder } from './support/cache-folder.mjs';
import { runInForeground } from './support/child-processes.mjs';
import { runCommand } from './support/command.mjs';
import { environmentWith } from './support/npm.mjs';

const programs = ['/usr/sbin/sshd', '/usr/sbin/proftpd', '/usr/sbin/nginx', '/usr/bin/openssl', '/usr/bin/ssh-keygen'];

await runCommand(async () => {
	const missing = programs.filter((program) => !existsSync(program));
	if (missing.length > 0) {
		throw new Error(`${missing.join(', ')} missing: apt-get install openssh-server proftpd-core proftpd-mod-crypto nginx-light openssl`);
	}
	const node = await ensureNode24();
	await ensureDependencies();
	process.exitCode = await runInForeground(
		node,
		[join(projectFolder, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'test/servers/vitest.config.ts', ...process.argv.slice(2)],
		{ cwd: projectFolder, env: { ...environmentWith(node), VSFTPD: findVsftpd() } },
	);
});

/** The installed one, or one unpacked into the cache. */
function findVsftpd() {
	if (existsSync('/usr/sbin/vsftpd')) return '/usr/sbin/vsftpd';
	const folder = join(cacheFolder(), 'vsftpd');
	const program = join(folder, 'usr/sbin/vsftpd');
	if (!existsSync(program)) {
		mkdirSync(folder, { recursive: true });
		execFileSync('apt-get', ['download', 'vsftpd'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
		const [archive] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
		execFileSync('dpkg-deb', ['--extract', archive, folder], { cwd: folder, stdio: 'inherit' });
	}
	return program;
}
