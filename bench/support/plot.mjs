// The ratios of the summary as a bar plot: to the left of the line is what costs less than the rival, to the right what costs more.
import { shortened } from './summary.mjs';

const fontSize = 12;
/** Of the characters of a sans serif, at most, on average: text is never cut, though it may leave room. */
const characterWidth = 0.6 * fontSize;
const rowHeight = 18;
const headingHeight = 30;
const plotWidth = 420;
const margin = 16;

/**
 * @param {import('./figures.mjs').Figure[]} figures
 * @returns {string} SVG
 */
export function drawPlot(figures) {
	const label = ({ measure, rival }) => `${measure}, beside ${rival}`;
	const widthOf = (texts) => Math.ceil(Math.max(...texts.map((text) => text.length)) * characterWidth);
	const labels = margin + widthOf(figures.map(label));
	const values = widthOf(figures.map(({ ratio }) => `${shortened(ratio)} ×`)) + margin;
	const place = scaleOf(figures.map(({ ratio }) => ratio), { from: labels + values, to: labels + values + plotWidth });
	const parts = [];
	let y = headingHeight + rowHeight;
	let work;
	for (const figure of figures) {
		if (figure.work !== work) {
			y += headingHeight;
			work = figure.work;
			parts.push(`<text class="heading" x="${margin}" y="${y - 6}">${escaped(work)}</text>`);
		}
		const end = place(figure.ratio);
		const [left, right] = [end, place(1)].toSorted((one, other) => one - other);
		const value = `${shortened(figure.ratio)} ×`;
		parts.push(
			`<text x="${labels}" y="${y + fontSize}" text-anchor="end">${escaped(label(figure))}</text>`,
			`<rect class="${figure.ratio <= 1 ? 'less' : 'more'}" x="${left.toFixed(1)}" y="${y + 2}" width="${Math.max(1, right - left).toFixed(1)}" height="${rowHeight - 4}"/>`,
			figure.ratio <= 1
				? `<text x="${(left - 4).toFixed(1)}" y="${y + fontSize}" text-anchor="end">${value}</text>`
				: `<text x="${(right + 4).toFixed(1)}" y="${y + fontSize}">${value}</text>`,
		);
		y += rowHeight;
	}
	const width = labels + values + plotWidth + values + margin;
	const height = y + margin;
	const lines = place.ticks.map(
		(tick) =>
			`<line class="${tick === 1 ? 'one' : 'tick'}" x1="${place(tick).toFixed(1)}" x2="${place(tick).toFixed(1)}" y1="${headingHeight}" y2="${height - margin}"/><text x="${place(tick).toFixed(1)}" y="${headingHeight - 6}" text-anchor="middle">${shortened(tick)} ×</text>`,
	);
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="${fontSize}" role="img">
<title>What our nodes cost, beside others: ratios, where less than 1 is less</title>
<style>
text { fill: #1f2328; } .heading { font-weight: 600; } .tick { stroke: #d1d9e0; } .one { stroke: #1f2328; } .less { fill: #1a7f5a; } .more { fill: #bc6c1a; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .tick { stroke: #3d444d; } .one { stroke: #e6edf3; } .less { fill: #3fb68b; } .more { fill: #e09b4f; } }
</style>
${[...lines, ...parts].join('\n')}
</svg>
`;
}

/** Of powers of ten: a tenth is as far from one as ten times. */
function scaleOf(ratios, { from, to }) {
	const [lowest, highest] = [Math.floor(Math.log10(Math.min(1, ...ratios))), Math.ceil(Math.log10(Math.max(1, ...ratios)))];
	const span = Math.max(1, highest - lowest);
	const place = (ratio) => from + ((Math.log10(ratio) - lowest) / span) * (to - from);
	return Object.assign(place, { ticks: Array.from({ length: span + 1 }, (_, step) => 10 ** (lowest + step)) });
}

function escaped(text) {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
