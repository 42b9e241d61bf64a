// A web server over one folder, in a process of its own: node fileServerProcess.mjs FOLDER
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
const server = createServer((request, response) => {
	const path = join(folder, decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
	const stats = statSync(path, { throwIfNoEntry: false });
	if (stats?.isFile() !== true) return response.writeHead(404).end();
	response.writeHead(200, { 'content-length': stats.size, 'last-modified': stats.mtime.toUTCString(), 'content-type': 'text/csv' });
	if (request.method === 'HEAD') return response.end();
	return createReadStream(path).on('error', () => response.destroy()).pipe(response);
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
