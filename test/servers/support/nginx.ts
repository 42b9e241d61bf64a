import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { freePort } from '../../../scripts/support/free-port.mjs';
import { makeCertificates, type Certificates } from './certificates.ts';
import { diskShelf } from './diskShelf.ts';
import type { Fixture } from './fixture.ts';
import { giveTo, isRoot, removeFolder, startProgram, temporaryFolder } from './temporary.ts';

export interface Nginx extends Fixture {
	readonly certificates: Certificates;
	readonly tlsPorts: { readonly good: number; readonly expired: number; readonly selfSigned: number; readonly otherName: number };
}

const password = 'correct-horse-battery';

/**
 * nginx with WebDAV. One folder under several locations: /html/, /json/ and /xml/ (indexes, Basic), /bearer/ and /header/,
 * /open/ (no login), /whole/ (ignores ranges), /packed/ (compresses), /away/ (redirects to another host), /other/ (to another origin).
 */
export async function startNginx(index: 'html' | 'json' | 'xml' = 'html', scheme: 'http' | 'https' = 'http'): Promise<Nginx> {
	const folder = temporaryFolder();
	const files = join(folder, 'files');
	mkdirSync(files);
	giveTo('nobody', files);
	const certificates = makeCertificates(folder);
	const port = await freePort();
	const tlsPorts = { good: await freePort(), expired: await freePort(), selfSigned: await freePort(), otherName: await freePort() };
	const hash = execFileSync('openssl', ['passwd', '-apr1', password], { encoding: 'utf8' }).trim();
	writeFileSync(join(folder, 'passwords'), `batch:${hash}\n`);
	const dav = 'dav_methods PUT DELETE MKCOL COPY MOVE; create_full_put_path off; autoindex on; autoindex_exact_size on; autoindex_localtime off;';
	const basic = `auth_basic "test"; auth_basic_user_file ${folder}/passwords;`;
	const locations = `
		location /html/ { alias ${files}/; ${dav} ${basic} }
		location /json/ { alias ${files}/; ${dav} ${basic} autoindex_format json; }
		location /xml/ { alias ${files}/; ${dav} ${basic} autoindex_format xml; }
		location /open/ { alias ${files}/; autoindex on; }
		location /bearer/ { alias ${files}/; autoindex on; if ($http_authorization != "Bearer ${password}") { return 401; } }
		location /header/ { alias ${files}/; autoindex on; if ($http_x_api_key != "${password}") { return 403; } }
		location /whole/ { alias ${files}/; autoindex on; max_ranges 0; }
		location /packed/ { alias ${files}/; autoindex on; add_header Content-Encoding gzip; }
		location /away/ { return 302 http://localhost:${port}/bearer/; }
		location /other/ { return 302 https://127.0.0.1:${tlsPorts.good}/bearer/; }
		location /here/ { return 302 /bearer/; }
		location /round/ { return 302 /round/; }
		location /busy/ { return 503; }`;
	const tls = (['good', 'expired', 'selfSigned', 'otherName'] as const)
		.map(
			(name) => `
	server {
		listen 127.0.0.1:${tlsPorts[name]} ssl;
		ssl_certificate ${certificates[name].certificateFile};
		ssl_certificate_key ${certificates[name].keyFile};
		location / { root ${files}; autoindex on; }${name === 'good' ? locations : ''}
	}`,
		)
		.join('');
	writeFileSync(
		join(folder, 'nginx.conf'),
		`${isRoot ? 'user nobody nogroup;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr;
events { worker_connections 256; }
http {
	access_log off;
	charset utf-8;
	client_body_temp_path ${folder}/body;
	proxy_temp_path ${folder}/proxy;
	fastcgi_temp_path ${folder}/fastcgi;
	uwsgi_temp_path ${folder}/uwsgi;
	scgi_temp_path ${folder}/scgi;
	server {
		listen 127.0.0.1:${port};${locations}
	}${tls}
}
`,
	);
	const program = await startProgram('/usr/sbin/nginx', ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')], port);
	const ownPort = scheme === 'http' ? port : tlsPorts.good;
	const credential = (via = ownPort) => ({
		address: `${scheme}://127.0.0.1:${via}/${index}`,
		authentication: 'basic',
		username: 'batch',
		password,
		allowPrivateAddresses: true,
		timeout: 5,
		...(scheme === 'https' && { trustedAuthority: certificates.authority }),
	});
	return {
		kind: 'http',
		port: ownPort,
		tlsPorts,
		certificates,
		shelf: diskShelf(files),
		credential,
		wrongCredential: () => ({ ...credential(), password: 'wrong-horse-battery' }),
		isExact: index !== 'html',
		isWritable: true,
		secrets: [password, 'wrong-horse-battery', Buffer.from(`batch:${password}`).toString('base64')],
		async stop() {
			await program.stop();
			removeFolder(folder);
		},
	};
}
