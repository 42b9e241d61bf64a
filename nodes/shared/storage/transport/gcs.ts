import { AccessToken } from '../gcs/accessToken';
import type { GcsSettings } from '../gcs/gcsSettings';
import { readObject } from '../gcs/readObject';
import { Bounded } from '../../bounded';
import { isOneKey, refusedName } from '../entryName';
import { countIn, listBounded, unrepeated } from '../listingBounds';
import { rootedPath, trimFolder } from '../paths';
import type { Circumstances, ListOptions, OpenFile, Storage, StoredFile } from '../storage';
import { StorageError } from '../storageError';
import { Exchange, isBusy } from '../web/exchange';
import type { HttpAnswer, HttpRequest, HttpSend } from '../web/httpSend';
import { openBody } from '../web/openBody';

interface GcsRequest {
	readonly method: HttpRequest['method'];
	/** After `/storage/v1/b/{bucket}/o`. */
	readonly resource: string;
	readonly query?: Readonly<Record<string, string>>;
	readonly headers?: Readonly<Record<string, string>>;
	/** The file concerned, for messages. */
	readonly path?: string;
	/** Statuses besides success that the caller deals with. */
	readonly expected?: readonly number[];
}

/** A step goes on for some 30 seconds before Google asks for the next one. */
const mostSteps = 1_000;

const objectFields = 'name,size,updated,generation';

/** A bucket of Google Cloud Storage, through its JSON API as a service account. HMAC keys go through S3Storage. */
export class GcsStorage implements Storage {
	private readonly exchange: Exchange;

	private readonly token: AccessToken;

	constructor(
		private readonly settings: GcsSettings,
		send: HttpSend,
		circumstances: Circumstances,
	) {
		this.exchange = new Exchange(send, 'Google Cloud Storage', circumstances);
		this.token = new AccessToken(settings, this.exchange);
	}

	list(folder: string, { recursive = false }: ListOptions = {}): AsyncIterable<StoredFile> {
		const bucket = `the bucket "${this.settings.bucket}"`;
		return listBounded(`The listing of ${bucket}`, (bounded) => this.listPages(folder, recursive, bounded));
	}

	async stat(path: string): Promise<StoredFile | undefined> {
		const answer = await this.ask({
			method: 'GET',
			resource: resourceOf(path),
			query: { fields: objectFields },
			path,
			expected: [404],
		});
		const body = await this.exchange.json(answer);
		const file = answer.statusCode === 404 ? undefined : readObject(body);
		return file === undefined ? undefined : { ...file, path };
	}

	async open({ path, version }: Pick<StoredFile, 'path' | 'version'>, offset = 0): Promise<OpenFile> {
		return await openBody({
			path,
			offset,
			exchange: this.exchange,
			hasRanges: true,
			ask: async (start) =>
				await this.ask({
					method: 'GET',
					resource: resourceOf(path),
					query: { alt: 'media', ...(version !== undefined && { ifGenerationMatch: version }) },
					// "gzip" keeps Google from decoding what was stored compressed, so that ranges stay possible.
					headers: { 'Accept-Encoding': 'gzip', ...(start > 0 && { Range: `bytes=${start}-` }) },
					path,
					expected: [412, 416],
				}),
		});
	}

	async delete(path: string, version?: string): Promise<void> {
		const query: Record<string, string> = version === undefined ? {} : { ifGenerationMatch: version };
		const answer = await this.ask({ method: 'DELETE', resource: resourceOf(path), query, path, expected: [404, 412] });
		answer.destroy();
		if (answer.statusCode === 412) throw replaced(path);
	}

	/** A rewrite within the service, in as many steps as it takes, then the original is deleted. */
	async move(from: string, to: string, version?: string): Promise<void> {
		const target = encodeURIComponent(nameOfObject(to));
		let rewriteToken = '';
		const steps = new Bounded(`The copy of "${from}"`, { entries: mostSteps });
		for (;;) {
			countIn(steps, 'Google Cloud Storage');
			const progress = await this.step({
				method: 'POST',
				resource: `${resourceOf(from)}/rewriteTo/b/${encodeURIComponent(this.settings.bucket)}/o/${target}`,
				query: {
					fields: 'done,rewriteToken',
					...(version !== undefined && { ifSourceGenerationMatch: version }),
					...(rewriteToken !== '' && { rewriteToken }),
				},
				path: from,
				expected: [412],
			});
			if (progress.done === true) break;
			if (typeof progress.rewriteToken !== 'string') throw new StorageError('protocol', 'Google gave no usable answer to a copy');
			rewriteToken = progress.rewriteToken;
		}
		await this.delete(from, version);
	}

	async locate(path: string): Promise<string> {
		return rootedPath('/', path);
	}

	async close(): Promise<void> {}

	private async *listPages(folder: string, recursive: boolean, bounded: Bounded): AsyncGenerator<StoredFile> {
		const prefix = nameOfObject(trimFolder(folder));
		const isNext = unrepeated(`The bucket "${this.settings.bucket}"`);
		let pageToken = '';
		do {
			const page = await this.json({
				method: 'GET',
				resource: '',
				query: {
					maxResults: '1000',
					fields: `nextPageToken,items(${objectFields})`,
					...(prefix !== '' && { prefix: `${prefix}/` }),
					...(!recursive && { delimiter: '/' }),
					...(pageToken !== '' && { pageToken }),
				},
			});
			bounded.count();
			for (const item of Array.isArray(page.items) ? page.items : []) {
				const file = readObject(item);
				bounded.count();
				if (file === undefined) continue;
				yield isOneKey(file.path) ? { ...file, path: pathOf(file.path) } : refusedName(folder, file.path);
			}
			if (bounded.isDue) await bounded.breathe();
			pageToken = typeof page.nextPageToken === 'string' ? page.nextPageToken : '';
			if (pageToken !== '') isNext(pageToken);
		} while (pageToken !== '');
	}

	/** One step of a copy. */
	private async step(request: GcsRequest & { readonly path: string }): Promise<Readonly<Record<string, unknown>>> {
		const answer = await this.ask(request);
		if (answer.statusCode !== 412) return await this.read(answer);
		answer.destroy();
		throw replaced(request.path);
	}

	private async json(request: GcsRequest): Promise<Readonly<Record<string, unknown>>> {
		return await this.read(await this.ask(request));
	}

	private async read(said: HttpAnswer): Promise<Readonly<Record<string, unknown>>> {
		const answer = await this.exchange.json(said);
		// A page that somebody on the way shows instead would be a bucket that is empty.
		if (answer === undefined) throw new StorageError('protocol', 'Google Cloud Storage does not answer with JSON', 'Check the API Address in the credential, and what stands between n8n and Google.');
		return answer;
	}

	private async ask({ method, resource, query = {}, headers, path, expected = [] }: GcsRequest): Promise<HttpAnswer> {
		const { address, bucket } = this.settings;
		const answer = await this.exchange.ask(
			{
				method,
				url: `${address}/storage/v1/b/${encodeURIComponent(bucket)}/o${resource}?${new URLSearchParams(query).toString()}`,
				headers: { Authorization: `Bearer ${await this.token.get()}`, ...headers },
			},
			{ isRepeatable: true },
		);
		const { statusCode } = answer;
		if ((statusCode >= 200 && statusCode < 300) || expected.includes(statusCode)) return answer;
		answer.destroy();
		throw refusal(statusCode, bucket, path);
	}
}

function refusal(statusCode: number, bucket: string, path: string | undefined): StorageError {
	const what = path === undefined ? `the bucket "${bucket}"` : `"${path}"`;
	if (statusCode === 401) {
		return new StorageError('authentication', 'Google does not accept the sign-in (HTTP 401)', 'Check the service account in the credential.');
	}
	if (statusCode === 403) {
		return new StorageError(
			'permissionDenied',
			`The service account may not do this with ${what} (HTTP 403)`,
			'It needs the role Storage Object Viewer on the bucket, or Storage Object User to move or delete files.',
		);
	}
	if (statusCode === 404) {
		return path === undefined
			? new StorageError('configuration', `There is no bucket "${bucket}"`, 'Check the Bucket in the credential.')
			: new StorageError('notFound', `There is no file ${what}`);
	}
	if (isBusy(statusCode)) return new StorageError('unavailable', `Google asks to come back later (HTTP ${statusCode})`);
	return new StorageError('protocol', `Google refused to work on ${what} (HTTP ${statusCode})`);
}

function replaced(path: string): StorageError {
	return new StorageError('changed', `"${path}" was replaced while it was moved or deleted`, 'The new one is left where it is.');
}

/** The object that a path stands for: one slash in front is what users write, and no part of the name. */
function nameOfObject(path: string): string {
	return path.replace(/^\//, '');
}

/** The path that stands for an object. A name that begins with a slash itself keeps it. */
function pathOf(name: string): string {
	return name.startsWith('/') ? `/${name}` : name;
}

function resourceOf(path: string): string {
	return `/${encodeURIComponent(nameOfObject(path))}`;
}
