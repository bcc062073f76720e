import type { Plugin } from 'vite';

/** Where Excalidraw looks for fonts that our server does not have, as its code spells it. */
const ELSEWHERE = '`https://esm.sh/$';
const HERE = '`${location.origin}/assets/excalidraw/none/$';

/**
 * Lets Excalidraw name no other host in its fonts: it adds one behind the place that it is told, and a
 * browser that is offered both complains of the policy which forbids it, or asks there.
 */
export function ownFonts(): Plugin {
  let isFound = false;
  return {
    name: 'parley:own-fonts',
    apply: 'build',
    transform(code, id) {
      if (!id.includes('@excalidraw/excalidraw/dist/') || !code.includes(ELSEWHERE)) return null;
      isFound = true;
      return { code: code.replaceAll(ELSEWHERE, HERE), map: null };
    },
    buildEnd(error) {
      if (error === undefined && !isFound)
        throw new Error('Excalidraw names its fonts otherwise now.');
    },
  };
}
