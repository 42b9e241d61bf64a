import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join('nodes', 'PooolTrigger');

/**
 * Builds the Poool Trigger's page script and writes it, as a text, into the module that the trigger imports.
 *
 * The target is ES2015: what runs Poool's Access.js and Batch's Web SDK reads it, and an older browser stops at its first
 * line without harm to the page.
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
		target: 'es2015',
		format: 'iife',
		minify: true,
		// The comments of the sources stay out, the file says itself what it is.
		legalComments: 'none',
		banner: { js: '/* Poool paywall events for n8n and Batch: n8n-nodes-batch, MIT */' },
		charset: 'ascii',
		write: false,
		logLevel: 'warning',
	});
	const text = outputFiles[0].text.trim();
	const module = `'use strict';\nexports.bridgeText = ${JSON.stringify(text)};\n`;
	writeFileSync(join(projectFolder, 'dist', folder, 'bridgeText.js'), module);
}
