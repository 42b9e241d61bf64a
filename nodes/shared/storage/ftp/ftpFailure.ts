import { networkFailure } from '../networkFailure';
import { StorageError } from '../storageError';

/** What is thrown where a server names an address for its data that is not its own; the library puts more around it. */
export const anotherHost = 'The server names another host for its data';

/** Puts what the FTP library throws into words. The server's own text is only looked at: it may repeat anything. */
export function ftpFailure(error: unknown, server: string, path?: string): StorageError {
	if (error instanceof StorageError) return error;
	const { message = '' } = error as { message?: string };
	if (isReply(error)) return describeReply(error.code, message, server, path);
	if (message.includes(anotherHost)) {
		return new StorageError('protocol', `${server} sends data from another host, which is not safe`, 'Have the server’s passive address put right.');
	}
	if (/Maximum bytes exceeded/.test(message)) {
		return new StorageError('protocol', `${server} sends a listing of more than 32 MB`, 'Give a folder with fewer files, and let files be moved or deleted after reading.');
	}
	if (/data connection in passive mode/.test(message)) {
		return new StorageError('unreachable', `${server} cannot be reached for data`, 'Its passive ports must be open, too.');
	}
	return networkFailure(error, server);
}

/** Whether the server replied, as opposed to a broken connection. */
export function isReply(error: unknown): error is { readonly code: number } {
	return typeof (error as { code?: unknown } | undefined)?.code === 'number';
}

export function speaksSsh(server: string): StorageError {
	return new StorageError('configuration', `${server} speaks SSH and not FTP`, 'Take the source SFTP, or give the Port of the FTP server in the credential.');
}

export function noEncryption(server: string): StorageError {
	return new StorageError('configuration', `${server} offers no encryption`, 'Choose another Encryption in the credential.');
}

function describeReply(code: number, message: string, server: string, path: string | undefined): StorageError {
	const what = path === undefined ? 'this' : `"${path}"`;
	const said = `(FTP ${code})`;
	if (code === 421) return new StorageError('unavailable', `${server} takes no more connections ${said}`, 'It is tried again with the next poll.');
	if (code === 425 || code === 426) return new StorageError('lost', `${server} cut the connection ${said}`);
	if (code === 430 || code === 530 || code === 332) {
		return new StorageError('authentication', `${server} does not accept the login ${said}`, 'Check Username and Password in the credential.');
	}
	if (/TLS|SSL|secure|encrypt|PROT/i.test(message) && (code === 522 || code === 534 || code === 550 || code === 503 || code === 521)) {
		return new StorageError('configuration', `${server} asks for encryption ${said}`, 'Choose another Encryption in the credential.');
	}
	if (code === 550 || code === 450 || code === 553) {
		return isRefusal(message)
			? new StorageError('permissionDenied', `${server} does not let this user at ${what} ${said}`, 'Check the rights of the file and of its folder on the server.')
			: new StorageError('notFound', `${server} has no ${what} ${said}`);
	}
	if (code < 500) return new StorageError('unavailable', `${server} cannot do it now ${said}`);
	return new StorageError('protocol', `${server} could not do it with ${what} ${said}`);
}

function isRefusal(message: string): boolean {
	return /denied|not permitted|not allowed|permission|access/i.test(message) && !/no such file|not found|not exist/i.test(message);
}
