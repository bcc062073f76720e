/**
 * The library's inner methods that we stand in for, by name. A new version of the library that has
 * them no more is noticed at once, rather than by a crash that was not caught.
 */
export function methodOf(target: object, name: string): (...args: unknown[]) => unknown {
  const found: unknown = Reflect.get(target, name);
  if (typeof found !== 'function') throw new TypeError(`socket.io has no ${name} any more.`);
  return (...args) => Reflect.apply(found, target, args) as unknown;
}

/** Puts a method of ours in the place of one of the library's, on this object alone. */
export function replaceMethod(
  target: object,
  name: string,
  method: (...args: unknown[]) => unknown,
): void {
  Object.defineProperty(target, name, { value: method, configurable: true, writable: true });
}
