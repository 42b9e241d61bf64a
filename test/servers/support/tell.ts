/** A figure that was seen, for whoever watches: between the tests as they end. */
export function tell(figure: string): void {
	process.stdout.write(`   · ${figure}\n`);
}
