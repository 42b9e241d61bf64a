import type { Client, FileInfo } from 'basic-ftp';

import { isReply } from './ftpFailure';

const unknownCommand = new Set([500, 501, 502, 504]);

/**
 * What lies in the folder the connection is in. Throws a reply where the server refuses to list it: to the user, a folder
 * that shows nothing would be one whose files are all gone.
 */
export async function listFolder(client: Client): Promise<FileInfo[]> {
	const entries = await listRefusable(client);
	return entries.filter(({ name }) => name !== '.' && name !== '..');
}

async function listRefusable(client: Client): Promise<FileInfo[]> {
	if (!client.availableListCommands.includes('MLSD')) return await listLoudly(client);
	// Whatever is said against MLSD, the library goes on to LIST, which shows a folder that is refused as an empty one.
	const others = client.availableListCommands.filter((command) => command !== 'MLSD');
	client.availableListCommands = ['MLSD'];
	return await client.list().catch(async (error: unknown) => {
		const isKnown = !isReply(error) || !unknownCommand.has(error.code);
		if (isKnown || others.length === 0) return await Promise.reject(error as Error);
		client.availableListCommands = others;
		return await listLoudly(client);
	});
}

/** vsftpd calls it a success when it could not open the folder, and says so only in words. */
async function listLoudly(client: Client): Promise<FileInfo[]> {
	let said = '';
	const { socket } = client.ftp;
	const listen = (chunk: unknown): void => void (said += String(chunk));
	socket.on('data', listen);
	try {
		const entries = await client.list();
		if (entries.length === 0 && /failed to open/i.test(said)) throw Object.assign(new Error('Permission denied'), { code: 550 });
		return entries;
	} finally {
		socket.off('data', listen);
	}
}
