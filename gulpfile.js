const { dest, parallel, src } = require('gulp');

/** Icons are referenced by the compiled nodes and credentials, so they keep their place relative to them. */
function icons() {
	return src('icons/**/*.svg', { base: '.', encoding: false }).pipe(dest('dist'));
}

/** A codex file (X.node.json) stands beside its node: n8n reads it for the node picker. */
function codex() {
	return src('nodes/**/*.node.json', { base: '.' }).pipe(dest('dist'));
}

exports.default = parallel(icons, codex);
