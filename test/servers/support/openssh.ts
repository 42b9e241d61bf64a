import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../../scripts/support/free-port.mjs';
import { diskShelf } from './diskShelf.ts';
import type { Fixture } from './fixture.ts';
import { giveTo, isRoot, removeFolder, startProgram, temporaryFolder } from './temporary.ts';

export interface OpenSsh extends Fixture {
	/** What ssh-keygen prints for each host key. */
	readonly fingerprints: { readonly ed25519: string; readonly rsa: string };
	/** An encrypted private key that is let in, too. */
	readonly encryptedKey: { readonly privateKey: string; readonly passphrase: string };
}

/** OpenSSH's own server, with keys only: passwords need accounts of the system. */
export async function startOpenSsh(): Promise<OpenSsh> {
	const folder = temporaryFolder();
	const files = join(folder, 'files');
	mkdirSync(files);
	giveTo('nobody', files);
	const keygen = (name: string, type: string, passphrase = ''): string => {
		execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-f', join(folder, name), '-C', 'test']);
		return readFileSync(join(folder, name), 'utf8');
	};
	const fingerprint = (name: string): string => execFileSync('ssh-keygen', ['-lf', join(folder, `${name}.pub`)], { encoding: 'utf8' }).trim();
	keygen('host_ed25519', 'ed25519');
	keygen('host_rsa', 'rsa');
	const privateKey = keygen('user', 'ed25519');
	const encrypted = keygen('encrypted', 'ed25519', 'open sesame');
	const stranger = keygen('stranger', 'ed25519');
	writeFileSync(join(folder, 'authorized'), readFileSync(join(folder, 'user.pub'), 'utf8') + readFileSync(join(folder, 'encrypted.pub'), 'utf8'));
	const port = await freePort();
	const user = isRoot ? 'nobody' : userInfo().username;
	writeFileSync(
		join(folder, 'sshd_config'),
		`Port ${port}
ListenAddress 127.0.0.1
HostKey ${folder}/host_ed25519
HostKey ${folder}/host_rsa
AuthorizedKeysFile ${folder}/authorized
PidFile ${folder}/sshd.pid
StrictModes no
UsePAM no
PasswordAuthentication yes
MaxStartups 100
LoginGraceTime 20
Subsystem sftp internal-sftp
ForceCommand internal-sftp -d ${files}
`,
	);
	// The place sshd drops its rights to; the package's service would make it.
	if (isRoot && !existsSync('/run/sshd')) mkdirSync('/run/sshd', { mode: 0o755 });
	const program = await startProgram('/usr/sbin/sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], port);
	const ed25519 = fingerprint('host_ed25519');
	const credential = (via = port) => ({
		host: '127.0.0.1',
		port: via,
		username: user,
		authentication: 'privateKey',
		privateKey,
		hostKey: 'pinned',
		hostKeyFingerprint: ed25519,
		timeout: 5,
	});
	return {
		kind: 'sftp',
		port,
		shelf: diskShelf(files),
		credential,
		wrongCredential: () => ({ ...credential(), privateKey: stranger }),
		isExact: true,
		isWritable: true,
		secrets: [privateKey.split('\n')[2] ?? '', 'open sesame'],
		fingerprints: { ed25519, rsa: fingerprint('host_rsa') },
		encryptedKey: { privateKey: encrypted, passphrase: 'open sesame' },
		async stop() {
			await program.stop();
			removeFolder(folder);
		},
	};
}
