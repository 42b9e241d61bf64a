import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

import type { Certificate } from './certificates.ts';

export interface Ending {
	/** Bytes that go over the data connection before it ends. */
	readonly after: number;
	/** How it ends: for good, or torn down on the way. */
	readonly data: 'close' | 'cut' | 'reset';
	/** What the server says of it once that is over; undefined is nothing, ever. */
	readonly reply?: string;
}

/** What a server does otherwise than most. */
export interface FtpHabits {
	/** Commands that it does not have. */
	readonly lacks?: readonly string[];
	/** What LIST sends, for ever where it is a function. */
	readonly listing?: Uint8Array | (() => Uint8Array);
	/** The address it names for its data, as PASV tells it. */
	readonly passiveHost?: string;
	/** Where it begins to say `talk`, for ever. */
	readonly talks?: 'greeting' | 'listing';
	readonly talk?: () => Uint8Array;
}

export interface ScriptedFtp {
	readonly port: number;
	/** Every command, one character a byte. */
	readonly heard: string[];
	/** How the next transfers end; without one, well. */
	ending: Ending | undefined;
	stop(): Promise<void>;
}

interface DataConnection {
	/** What carries the bytes; below the TLS, where there is any. */
	readonly wire: Socket;
	readonly socket: Socket;
}

type Encryption = 'none' | 'explicit' | 'implicit';

/** An FTP server with one file, whatever it is called, whose transfers end as a test wants them to. */
export async function startScriptedFtp(
	encryption: Encryption,
	certificate: Pick<Certificate, 'certificate' | 'key'> | undefined,
	content: Uint8Array,
	size = content.length,
	{ lacks = [], listing, passiveHost, talks, talk = () => new Uint8Array() }: FtpHabits = {},
): Promise<ScriptedFtp> {
	const heard: string[] = [];
	const servers: Server[] = [];
	const sockets = new Set<Socket>();
	const secure = (socket: Socket): Socket =>
		keep(new TLSSocket(socket, { isServer: true, cert: certificate?.certificate, key: certificate?.key }));
	const keep = <S extends Socket>(socket: S): S => {
		sockets.add(socket);
		return socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
	};
	const listen = async (serve: (socket: Socket) => void): Promise<number> => {
		const server = createServer((socket) => serve(keep(socket)));
		servers.push(server);
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return (server.address() as AddressInfo).port;
	};

	const converse = (raw: Socket): void => {
		let control = encryption === 'implicit' ? secure(raw) : raw;
		let data: Promise<DataConnection> | undefined;
		let offset = 0;
		const listenForData = async (): Promise<number> => {
			let arrive: ((connection: DataConnection) => void) | undefined;
			data = new Promise((resolve) => (arrive = resolve));
			return await listen((wire) => arrive?.({ wire, socket: encryption === 'none' ? wire : secure(wire) }));
		};
		const say = (text: string): void => void control.write(`${text}\r\n`);
		const talkOn = (): void => void control.write(talk(), (error) => (error ? undefined : setImmediate(talkOn)));
		const answer: Record<string, (argument: string) => unknown> = {
			AUTH: () => {
				say('234 go on');
				raw.removeAllListeners('data');
				control = secure(raw).on('data', hear);
			},
			USER: () => say('331 and the password'),
			PASS: () => say('230 in'),
			PWD: () => say('257 "/"'),
			SIZE: () => say(`213 ${size}`),
			MDTM: () => say('213 20261121040506'),
			REST: (argument) => {
				offset = Number(argument);
				say('350 from there');
			},
			PASV: async () => {
				const port = await listenForData();
				say(`227 here (${(passiveHost ?? '127.0.0.1').replaceAll('.', ',')},${port >> 8},${port & 255})`);
			},
			LIST: async () => {
				say('150 here it comes');
				if (talks === 'listing') return talkOn();
				const connection = await data;
				if (typeof listing === 'function') {
					const pour = (): void => void connection?.socket.write(listing(), (error) => (error ? undefined : setImmediate(pour)));
					return pour();
				}
				connection?.socket.end(listing ?? '');
				say('226 that was it');
			},
			EPSV: async () => {
				say(`229 here (|||${await listenForData()}|)`);
			},
			RETR: async () => {
				say('150 here it comes');
				const { after, data: end, reply } = server.ending ?? { after: Infinity, data: 'close', reply: '226 that was it' };
				const connection = await data;
				const part = content.subarray(offset, Math.min(content.length, offset + after));
				offset = 0;
				await new Promise((resolve) => connection?.socket.write(part, resolve));
				const closed = new Promise((resolve) => connection?.socket.once('close', resolve));
				if (end === 'close') connection?.socket.end();
				else if (end === 'cut') connection?.socket.destroy();
				else connection?.wire.resetAndDestroy();
				// The client has all of it then, and what is said cannot overtake it.
				await closed;
				if (reply !== undefined) say(reply);
			},
		};
		const hear = (chunk: Buffer): void => {
			for (const line of chunk.toString('latin1').split('\r\n').filter(Boolean)) {
				heard.push(line);
				const [command = '', argument = ''] = line.split(' ');
				const isLacking = lacks.includes(command.toUpperCase());
				const act = isLacking ? () => say('502 not here') : (answer[command.toUpperCase()] ?? (() => say('200 fine')));
				act(argument);
			}
		};
		control.on('data', hear);
		if (talks === 'greeting') talkOn();
		else say('220 hello');
	};

	const server: ScriptedFtp = {
		port: await listen(converse),
		heard,
		ending: undefined,
		async stop() {
			for (const socket of sockets) socket.destroy();
			await Promise.all(servers.map(async (one) => await new Promise((resolve) => one.close(resolve))));
		},
	};
	return server;
}
