import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const elsewhere = [
	'/usr/bin/chromium',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * @returns {string} the path of a Chromium or Chrome: the one CHROMIUM names, or one that is installed
 */
export function findChromium() {
	const { CHROMIUM: named, PATH: path = '' } = process.env;
	if (named) {
		if (isExecutable(named)) return named;
		throw new Error(`CHROMIUM is set to ${named}, which is not an executable file.`);
	}
	const onPath = commands.flatMap((command) => path.split(delimiter).map((folder) => join(folder, command)));
	const found = [...onPath, ...elsewhere].find(isExecutable);
	if (found) return found;
	throw new Error(
		'The tests of the editor need Chromium or Chrome, and none was found. ' +
			'Install it (on Debian: apt-get install chromium), or set CHROMIUM to the path of its executable.',
	);
}

function isExecutable(file) {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
