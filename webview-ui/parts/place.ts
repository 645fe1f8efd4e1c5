// Sets styles from script: style attributes are what our security policy forbids, and Lit's own styleMap begins with one.
import { nothing } from 'lit';
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit/directive.js';

class Place extends Directive {
	constructor(part: PartInfo) {
		super(part);
		if (part.type !== PartType.ELEMENT) throw new Error('place belongs on an element');
	}

	render(_styles: Readonly<Record<string, string>>): unknown {
		return nothing;
	}

	override update(part: ElementPart, [styles]: [Readonly<Record<string, string>>]): unknown {
		const element = part.element as HTMLElement | SVGElement;
		for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value);
		return nothing;
	}
}

/** `<div ${place({ left: '12px' })}>`: always give the same names. */
export const place = directive(Place);
