import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join('nodes', 'PooolTrigger');

const internalNames = new RegExp(
	`^(${[
		...['isGiven', 'hear', 'onPageType', 'onConfig', 'onEvent', 'eventsOf', 'adoptGlobals', 'saw', 'scan', 'isLibrary'],
		...['readInstallation', 'trackKept', 'takeAll', 'settle', 'forget', 'identify', 'current', 'setType'],
		...['flush', 'isAllowed', 'characters', 'tries', 'userSignature', 'track', 'keep', 'addresses', 'clear', 'payload', 'say'],
	].join('|')})$`,
);

/**
 * Builds the Poool Trigger's page script and its stub and writes them, as texts, into the module that the trigger imports.
 *
 * The target is ES2020, browsers of 2020 and later: an older one stops at the first line without harm to the page. The stub
 * is ES2019.
 *
 * @param {string} projectFolder
 */
export async function bundleBridge(projectFolder) {
	const { build } = await import('esbuild');
	const { outputFiles } = await build({
		entryPoints: [join(projectFolder, folder, 'bridge', 'main.ts')],
		absWorkingDir: projectFolder,
		bundle: true,
		platform: 'browser',
		target: 'es2020',
		format: 'iife',
		minify: true,
		// Names of what the script's own parts call each other, never of the page's or the configuration's.
		mangleProps: internalNames,
		// The comments of the sources stay out, the file says itself what it is.
		legalComments: 'none',
		// The first line has Chromium compile all functions while it reads the script, beside the page's own work, and not each
		// as it is called: most of them are, as the script starts.
		banner: { js: '//# allFunctionsCalledOnLoad\n/* n8n-nodes-batch, MIT */' },
		charset: 'ascii',
		write: false,
		logLevel: 'warning',
	});
	const stub = await build({
		entryPoints: [join(projectFolder, folder, 'bridge', 'stub.ts')],
		absWorkingDir: projectFolder,
		target: 'es2019',
		minify: true,
		charset: 'ascii',
		// A variable of the page's own: no element that is named so takes its place.
		banner: { js: 'var pooolBatch=pooolBatch||[];' },
		// Without the strict mode of the sources: its directive is 13 bytes that change nothing.
		tsconfigRaw: {},
		write: false,
		logLevel: 'warning',
	});
	const texts = { bridgeText: outputFiles[0].text.trim(), stubText: stub.outputFiles[0].text.trim().replace(/;\n/, ';') };
	const module = Object.entries(texts).map(([name, text]) => `exports.${name} = ${JSON.stringify(text)};\n`);
	writeFileSync(join(projectFolder, 'dist', folder, 'bridgeText.js'), `'use strict';\n${module.join('')}`);
}
