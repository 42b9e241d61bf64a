import { Bounded } from '../../bounded';
import { isOneKey, refusedName } from '../entryName';
import { listBounded, unrepeated } from '../listingBounds';
import { climbs, encodePath, encodeStrictly, rootedPath, tidyPath, trimFolder } from '../paths';
import { describeRefusal } from '../s3/describeRefusal';
import { bareTag, pageBounds, readListing, type NextPage } from '../s3/readListing';
import { readXml } from '../xml/readXml';
import { bucketAddress, type S3Settings } from '../s3/s3Settings';
import type { Circumstances, ListOptions, OpenFile, Storage, StoredFile } from '../storage';
import { StorageError } from '../storageError';
import { Exchange } from '../web/exchange';
import { readFileHeaders } from '../web/fileHeaders';
import type { HttpAnswer, HttpRequest, HttpSend } from '../web/httpSend';
import { openBody } from '../web/openBody';

/** The SHA-256 of nothing: no request of ours has a body. */
const hashOfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

interface S3Request {
	readonly method: HttpRequest['method'];
	readonly path?: string;
	readonly query?: Readonly<Record<string, string>>;
	readonly headers?: Readonly<Record<string, string>>;
}

/** A bucket on AWS or anything that speaks its protocol: MinIO, Scaleway, OVH, Google (with HMAC keys) … */
export class S3Storage implements Storage {
	private readonly address: string;

	private readonly exchange: Exchange;

	constructor(
		private readonly settings: S3Settings,
		send: HttpSend,
		circumstances: Circumstances,
	) {
		this.address = bucketAddress(settings);
		this.exchange = new Exchange(send, `The S3 server ${new URL(this.address).host}`, circumstances);
	}

	list(folder: string, { recursive = false }: ListOptions = {}): AsyncIterable<StoredFile> {
		const bucket = `the bucket "${this.settings.bucket}"`;
		return listBounded(`The listing of ${bucket}`, (bounded) => this.listPages(folder, recursive, bounded));
	}

	async stat(path: string): Promise<StoredFile | undefined> {
		const answer = await this.send({ method: 'HEAD', path });
		answer.destroy();
		if (answer.statusCode === 404) return undefined;
		if (answer.statusCode !== 200) throw await this.refusal(answer, path);
		const { size, modifiedAt, entityTag } = readFileHeaders(answer.headers);
		return { path, size, modifiedAt, ...(entityTag !== undefined && { version: bareTag(entityTag) }) };
	}

	async open({ path, version }: Pick<StoredFile, 'path' | 'version'>, offset = 0): Promise<OpenFile> {
		return await openBody({
			path,
			offset,
			exchange: this.exchange,
			hasRanges: true,
			ask: async (start) =>
				await this.ask(
					{
						method: 'GET',
						path,
						headers: {
							...(start > 0 && { Range: `bytes=${start}-` }),
							...(version !== undefined && { 'If-Match': `"${version}"` }),
						},
					},
					[412, 416],
				),
		});
	}

	async delete(path: string): Promise<void> {
		const answer = await this.ask({ method: 'DELETE', path }, [404]);
		answer.destroy();
	}

	/** S3 cannot rename: a copy within the server, then the original is deleted. Of a large file the copy takes its time. */
	async move(from: string, to: string, version?: string): Promise<void> {
		const source = `/${this.settings.bucket}/${encodePath(keyOf(from))}`;
		const headers = { 'x-amz-copy-source': source, ...(version !== undefined && { 'x-amz-copy-source-if-match': `"${version}"` }) };
		const answer = await this.ask({ method: 'PUT', path: to, headers }, [412], from);
		if (answer.statusCode === 412) {
			answer.destroy();
			throw replaced(from);
		}
		const body = await this.exchange.text(answer);
		// A copy that fails half-way says so in the body of a 200.
		if ((await readXml(body, new Bounded('The answer of the S3 server', pageBounds))).name === 'Error') {
			throw await describeRefusal({ statusCode: 500, body, bucket: this.settings.bucket, path: from });
		}
		// Not all servers know deletions that depend on the version.
		const now = version === undefined ? undefined : await this.stat(from);
		if (now !== undefined && now.version !== version) throw replaced(from);
		await this.delete(from);
	}

	async locate(path: string): Promise<string> {
		return rootedPath('/', tidyPath(path));
	}

	async close(): Promise<void> {}

	private async *listPages(folder: string, recursive: boolean, bounded: Bounded): AsyncGenerator<StoredFile> {
		const prefix = keyOf(trimFolder(folder));
		const isNext = unrepeated(`The bucket "${this.settings.bucket}"`);
		let next: NextPage | undefined;
		do {
			const answer = await this.ask({
				method: 'GET',
				query: {
					...pageQuery(next),
					'max-keys': '1000',
					'encoding-type': 'url',
					prefix: prefix === '' ? '' : `${prefix}/`,
					...(!recursive && { delimiter: '/' }),
				},
			});
			const page = await readListing(await this.exchange.text(answer));
			bounded.count();
			for (const file of page.files) {
				bounded.count();
				yield isOneKey(file.path) ? { ...file, path: pathOf(file.path) } : refusedName(folder, file.path);
			}
			if (bounded.isDue) await bounded.breathe();
			next = page.next;
			if (next !== undefined) isNext(next.kind === 'token' ? next.token : next.marker);
		} while (next !== undefined);
	}

	/** Sends a request; answers that are neither success nor expected are thrown. */
	private async ask(request: S3Request, expected: readonly number[] = [], subject = request.path): Promise<HttpAnswer> {
		const answer = await this.send(request);
		const { statusCode } = answer;
		if ((statusCode >= 200 && statusCode < 300) || expected.includes(statusCode)) return answer;
		throw await this.refusal(answer, subject, await this.exchange.beginning(answer));
	}

	private async refusal({ statusCode }: HttpAnswer, path: string | undefined, body = ''): Promise<StorageError> {
		return await describeRefusal({ statusCode, body, path, bucket: this.settings.bucket });
	}

	private async send({ method, path, query = {}, headers = {} }: S3Request): Promise<HttpAnswer> {
		const { accessKeyId, secretAccessKey, sessionToken, region, certificateAuthority, acceptAnyCertificate } = this.settings;
		if (path !== undefined && climbs(path)) {
			throw new StorageError('configuration', `"${path}" cannot be reached: "." and ".." do not survive in a web address`);
		}
		const search = Object.entries(query).map((pair) => pair.map(encodeStrictly).join('='));
		const { AwsV4Signer } = await import('../../vendor/aws4fetch');
		const signer = new AwsV4Signer({
			method,
			url: `${this.address}${path === undefined ? '' : `/${encodePath(keyOf(path))}`}${search.length > 0 ? `?${search.join('&')}` : ''}`,
			headers: { 'x-amz-content-sha256': hashOfNothing, ...headers },
			accessKeyId,
			secretAccessKey,
			service: 's3',
			region: region || 'us-east-1',
			...(sessionToken !== '' && { sessionToken }),
		});
		const signed = await signer.sign();
		const request: HttpRequest = {
			method,
			url: signed.url.toString(),
			headers: Object.fromEntries(signed.headers),
			certificateAuthority,
			acceptAnyCertificate,
		};
		return await this.exchange.ask(request, { isRepeatable: true });
	}
}

function replaced(path: string): StorageError {
	return new StorageError('changed', `"${path}" was replaced while it was moved`, 'The new one is left where it is.');
}

/** The key that a path stands for: one slash in front is what users write, and no part of it. */
function keyOf(path: string): string {
	return path.replace(/^\//, '');
}

/** The path that stands for a key. One that begins with a slash itself keeps it. */
function pathOf(key: string): string {
	return key.startsWith('/') ? `/${key}` : key;
}

function pageQuery(next: NextPage | undefined): Record<string, string> {
	if (next === undefined) return { 'list-type': '2' };
	return next.kind === 'token' ? { 'list-type': '2', 'continuation-token': next.token } : { marker: next.marker };
}
