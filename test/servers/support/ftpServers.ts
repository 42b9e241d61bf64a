import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { freePort } from '../../../scripts/support/free-port.mjs';
import { makeCertificates, type Certificate, type Certificates } from './certificates.ts';
import { diskShelf } from './diskShelf.ts';
import type { Fixture, FtpNetwork } from './fixture.ts';
import { giveTo, isRoot, removeFolder, startProgram, temporaryFolder } from './temporary.ts';

export type Encryption = 'none' | 'explicit' | 'implicit';

export interface FtpFixture extends Fixture {
	readonly certificates: Certificates;
	readonly network: FtpNetwork;
}

/**
 * Addresses of its own for every server: its data ports are then free, on the proxy's address, too, and the
 * proxy need not read which of them the server names.
 */
function ownNetwork(): FtpNetwork {
	const net = `127.${randomInt(1, 255)}.${randomInt(0, 256)}`;
	return { serverHost: `${net}.2`, proxyHost: `${net}.1`, dataPorts: Array.from({ length: 20 }, (_, index) => 20_000 + index) };
}

const password = 'correct-horse-battery';

/** A user whose home exists: vsftpd enters it before the folder that is set. */
const vsftpdUser = 'daemon';
/** The package conflicts with ProFTPD's, so it may only be unpacked: scripts/real-servers.mjs tells where. */
const vsftpd = process.env.VSFTPD ?? '/usr/sbin/vsftpd';

/** vsftpd knows no MLSD, tells "not there" and "not allowed" alike, and wants TLS sessions resumed. */
export async function startVsftpd(encryption: Encryption, pick = (all: Certificates): Certificate => all.good): Promise<FtpFixture> {
	const folder = temporaryFolder();
	const root = join(folder, 'root');
	mkdirSync(join(root, 'files'), { recursive: true });
	giveTo(vsftpdUser, join(root, 'files'));
	// A folder one may write to is no root for strangers, says vsftpd.
	if (isRoot) chmodSync(root, 0o555);
	const network = ownNetwork();
	const certificates = makeCertificates(folder, [network.serverHost, network.proxyHost]);
	const certificate = pick(certificates);
	const port = await freePort(network.serverHost);
	writeFileSync(join(folder, 'passwords'), `${password}\n`);
	const tls =
		encryption === 'none'
			? ''
			: `ssl_enable=YES
allow_anon_ssl=YES
force_anon_logins_ssl=YES
force_anon_data_ssl=YES
require_ssl_reuse=YES
ssl_ciphers=HIGH
implicit_ssl=${encryption === 'implicit' ? 'YES' : 'NO'}
rsa_cert_file=${certificate.certificateFile}
rsa_private_key_file=${certificate.keyFile}
`;
	writeFileSync(
		join(folder, 'vsftpd.conf'),
		`listen=YES
background=NO
listen_address=${network.serverHost}
listen_port=${port}
pasv_min_port=${network.dataPorts.at(0)}
pasv_max_port=${network.dataPorts.at(-1)}
anonymous_enable=YES
local_enable=NO
${isRoot ? `ftp_username=${vsftpdUser}\nnopriv_user=nobody` : 'run_as_launching_user=YES'}
secure_chroot_dir=${root}
secure_email_list_enable=YES
email_password_file=${folder}/passwords
anon_root=${root}
anon_world_readable_only=NO
write_enable=YES
anon_upload_enable=YES
anon_mkdir_write_enable=YES
anon_other_write_enable=YES
anon_umask=022
utf8_filesystem=YES
seccomp_sandbox=NO
isolate=NO
isolate_network=NO
max_per_ip=50
xferlog_enable=NO
${tls}`,
	);
	const program = await startProgram(vsftpd, [join(folder, 'vsftpd.conf')], port, network.serverHost);
	return ftpFixture({ folder, files: root, network, port, encryption, certificates, isExact: false, user: 'anonymous', owner: vsftpdUser, stop: program.stop });
}

/** ProFTPD, with MLSD and users of its own. */
export async function startProftpd(encryption: Encryption, pick = (all: Certificates): Certificate => all.good): Promise<FtpFixture> {
	const folder = temporaryFolder();
	const files = join(folder, 'files');
	mkdirSync(files);
	giveTo('nobody', files);
	const network = ownNetwork();
	const certificates = makeCertificates(folder, [network.serverHost, network.proxyHost]);
	const certificate = pick(certificates);
	const port = await freePort(network.serverHost);
	writePasswords(folder, files);
	writeFileSync(
		join(folder, 'proftpd.conf'),
		`${common(folder, port, network.serverHost)}
PassivePorts ${network.dataPorts.at(0)} ${network.dataPorts.at(-1)}
${encryption === 'none' ? '' : 'LoadModule mod_tls.c'}
AllowOverwrite on
AllowStoreRestart on
${
	encryption === 'none'
		? ''
		: `<IfModule mod_tls.c>
TLSEngine on
TLSRequired on
TLSRSACertificateFile ${certificate.certificateFile}
TLSRSACertificateKeyFile ${certificate.keyFile}
TLSOptions ${encryption === 'implicit' ? 'UseImplicitSSL' : 'NoEmptyFragments'}
</IfModule>`
}
`,
	);
	const program = await startProgram('/usr/sbin/proftpd', ['-n', '-c', join(folder, 'proftpd.conf')], port, network.serverHost);
	return ftpFixture({ folder, files, network, port, encryption, certificates, isExact: true, user: 'batch', stop: program.stop });
}

/** ProFTPD as an SFTP server: passwords without accounts of the system. */
export async function startProftpdSftp(): Promise<Fixture> {
	const folder = temporaryFolder();
	const files = join(folder, 'files');
	mkdirSync(files);
	giveTo('nobody', files);
	const port = await freePort();
	writePasswords(folder, files);
	execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-m', 'PEM', '-N', '', '-f', join(folder, 'host_rsa')]);
	writeFileSync(
		join(folder, 'proftpd.conf'),
		`${common(folder, port)}
LoadModule mod_sftp.c
AllowOverwrite on
SFTPEngine on
SFTPHostKey ${folder}/host_rsa
SFTPAuthMethods password
SFTPLog ${folder}/sftp.log
`,
	);
	const program = await startProgram('/usr/sbin/proftpd', ['-n', '-c', join(folder, 'proftpd.conf')], port);
	const hostKeyFingerprint = execFileSync('ssh-keygen', ['-lf', join(folder, 'host_rsa.pub')], { encoding: 'utf8' });
	const credential = (via = port) => ({
		host: '127.0.0.1',
		port: via,
		username: 'batch',
		authentication: 'password',
		password,
		hostKey: 'pinned',
		hostKeyFingerprint,
		timeout: 5,
	});
	return {
		kind: 'sftp',
		port,
		shelf: diskShelf(files),
		credential,
		wrongCredential: () => ({ ...credential(), password: 'wrong-horse-battery' }),
		isExact: true,
		isWritable: true,
		secrets: [password, 'wrong-horse-battery'],
		async stop() {
			await program.stop();
			removeFolder(folder);
		},
	};
}

function common(folder: string, port: number, host = '127.0.0.1'): string {
	const modules = '/usr/lib/proftpd';
	return `ServerName test
ServerType standalone
SocketBindTight on
DefaultAddress ${host}
Port ${port}
UseIPv6 off
User ${isRoot ? 'nobody' : nameOf('-un')}
Group ${isRoot ? 'nogroup' : nameOf('-gn')}
${existsSync(modules) ? `ModulePath ${modules}` : ''}
PidFile ${folder}/proftpd.pid
<IfModule mod_ctrls.c>
ControlsEngine off
ControlsSocket ${folder}/controls
</IfModule>
ScoreboardFile ${folder}/scoreboard
DelayEngine off
AuthOrder mod_auth_file.c
AuthUserFile ${folder}/passwd
AuthGroupFile ${folder}/group
RequireValidShell off
UseReverseDNS off
MaxInstances 60
${isRoot ? 'DefaultRoot ~' : ''}
Umask 022
WtmpLog off
TransferLog ${folder}/transfers.log`;
}

/** This process's user or group. */
function nameOf(option: '-un' | '-gn'): string {
	return execFileSync('id', [option], { encoding: 'utf8' }).trim();
}

function writePasswords(folder: string, home: string): void {
	const hash = execFileSync('openssl', ['passwd', '-6', password], { encoding: 'utf8' }).trim();
	const [user, group] = isRoot ? [65534, 65534] : [process.getuid?.(), process.getgid?.()];
	writeFileSync(join(folder, 'passwd'), `batch:${hash}:${user}:${group}::${home}:/bin/sh\n`);
	writeFileSync(join(folder, 'group'), `batch:x:${group}:\n`);
	chmodSync(join(folder, 'passwd'), 0o600);
	chmodSync(join(folder, 'group'), 0o600);
}

interface Parts {
	folder: string;
	files: string;
	network: FtpNetwork;
	port: number;
	encryption: Encryption;
	certificates: Certificates;
	isExact: boolean;
	user: string;
	owner?: string;
	stop(): Promise<void>;
}

function ftpFixture({ folder, files, network, port, encryption, certificates, isExact, user, owner, stop }: Parts): FtpFixture {
	const credential = (via?: number) => ({
		host: via === undefined ? network.serverHost : network.proxyHost,
		port: via ?? port,
		username: user,
		password,
		encryption,
		timeout: 5,
		...(encryption !== 'none' && { trustedAuthority: certificates.authority }),
	});
	return {
		kind: 'ftp',
		port,
		network,
		shelf: diskShelf(files, owner),
		credential,
		wrongCredential: () => ({ ...credential(), password: 'wrong-horse-battery' }),
		isExact,
		isWritable: true,
		secrets: [password, 'wrong-horse-battery'],
		certificates,
		async stop() {
			await stop();
			chmodSync(files, 0o755);
			removeFolder(folder);
		},
	};
}
