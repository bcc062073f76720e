/** Ends with a friendly sentence when Node is too old. Written so that very old ones can read it. */
export function requireNode() {
  var parts = process.versions.node.split('.').map(Number);
  if (parts[0] > 20 || (parts[0] === 20 && parts[1] >= 19)) return;
  process.stderr.write(
    'Parley needs Node 20.19 or newer; this is ' +
      process.versions.node +
      '. Get one from https://nodejs.org and run the command again.\n',
  );
  process.exit(1);
}
