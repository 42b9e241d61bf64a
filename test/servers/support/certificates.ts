import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
	readonly certificateFile: string;
	readonly keyFile: string;
	readonly certificate: string;
	readonly key: string;
}

export interface Certificates {
	/** The authority's certificate, to be trusted. */
	readonly authority: string;
	/** For 127.0.0.1, localhost and files.example.test. */
	readonly good: Certificate;
	readonly expired: Certificate;
	readonly selfSigned: Certificate;
	readonly otherName: Certificate;
}

/**
 * Makes certificates with openssl.
 * @param addresses further ones that the good ones are for
 */
export function makeCertificates(folder: string, addresses: readonly string[] = []): Certificates {
	const openssl = (...words: string[]): void => {
		execFileSync('openssl', words, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
	};
	writeFileSync(join(folder, 'index.txt'), '');
	writeFileSync(join(folder, 'serial'), '1000\n');
	writeFileSync(
		join(folder, 'ca.cnf'),
		`[ca]
default_ca = authority
[authority]
dir = ${folder}
database = ${folder}/index.txt
serial = ${folder}/serial
new_certs_dir = ${folder}
certificate = ${folder}/authority.pem
private_key = ${folder}/authority.key
default_md = sha256
policy = anything
unique_subject = no
[anything]
commonName = supplied
`,
	);
	const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
	openssl('req', '-x509', ...key, '-keyout', 'authority.key', '-out', 'authority.pem', '-days', '30', '-subj', '/CN=Test authority');
	const read = (name: string): Certificate => ({
		certificateFile: join(folder, `${name}.pem`),
		keyFile: join(folder, `${name}.key`),
		certificate: readFileSync(join(folder, `${name}.pem`), 'utf8'),
		key: readFileSync(join(folder, `${name}.key`), 'utf8'),
	});
	const sign = (name: string, names: string, from: string, to: string): Certificate => {
		openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
		writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${names}\n`);
		openssl('ca', '-batch', '-config', 'ca.cnf', '-in', `${name}.csr`, '-out', `${name}.pem`, '-notext', '-extfile', `${name}.ext`, '-startdate', from, '-enddate', to);
		return read(name);
	};
	const ours = ['IP:127.0.0.1', 'DNS:localhost', 'DNS:files.example.test', ...addresses.map((address) => `IP:${address}`)].join();
	const good = sign('good', ours, '20250101000000Z', '20350101000000Z');
	const expired = sign('expired', ours, '20240101000000Z', '20240201000000Z');
	const otherName = sign('other', 'DNS:other.example.test', '20250101000000Z', '20350101000000Z');
	openssl('req', '-x509', ...key, '-keyout', 'self.key', '-out', 'self.pem', '-days', '30', '-subj', '/CN=self', '-addext', `subjectAltName=${ours}`);
	return { authority: readFileSync(join(folder, 'authority.pem'), 'utf8'), good, expired, otherName, selfSigned: read('self') };
}
