import type { Client, FTPResponse } from 'basic-ftp';
import type { FTPContext } from 'basic-ftp/dist/FtpContext';

import { anotherHost } from './ftpFailure';

/** Some 300,000 files: a listing that does not end is cut there. */
const longestListing = 32 * 1024 * 1024;

/** A client that takes data only from the server it talks to, whatever address behind its router the server names for that. */
export async function makeClient(timeout: number): Promise<Client> {
	const library = await import('../../vendor/basicFtp');
	const enterPassiveMode = async (ftp: FTPContext): Promise<FTPResponse> => {
		const answer = await ftp.request('PASV');
		const { host, port } = library.parsePasvResponse(answer.message);
		const control = ftp.socket.remoteAddress?.replace(/^::ffff:/i, '') ?? host;
		if (host !== control && !isInner(host)) {
			throw new Error(anotherHost);
		}
		await library.connectForPassiveTransfer(control, port, ftp);
		return answer;
	};
	class PassiveClient extends library.Client {
		override prepareTransfer = this._enterFirstCompatibleMode([library.enterPassiveModeIPv6, enterPassiveMode]);
	}
	return new PassiveClient(timeout, { maxListingBytes: longestListing });
}

/** An address of the network behind the server, or none at all. */
function isInner(host: string): boolean {
	return /^(?:0|10|127)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(host);
}
