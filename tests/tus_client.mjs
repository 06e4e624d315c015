// Uploads a file with tus-js-client under Node: node tus_client.mjs '{"file": …, "endpoint": …, …}'
// Prints the address of the upload. `stopAfter` bytes end it early, as a phone that is switched off.

import { createReadStream, statSync } from "node:fs";
import { Upload } from "tus-js-client";

const wanted = JSON.parse(process.argv[2]);
const upload = new Upload(createReadStream(wanted.file), {
  endpoint: wanted.endpoint,
  uploadUrl: wanted.url ?? null,
  uploadSize: statSync(wanted.file).size,
  chunkSize: wanted.chunkSize,
  metadata: wanted.metadata,
  headers: wanted.headers,
  retryDelays: [100, 200, 400, 800, 1600, 3200, 3200, 3200],
  onProgress: (sent) => {
    if (!wanted.stopAfter || sent < wanted.stopAfter) return;
    process.stdout.write(upload.url);
    process.exit(0);
  },
  onError: (error) => {
    process.stderr.write(String(error));
    process.exit(1);
  },
  onSuccess: () => process.stdout.write(upload.url),
});
upload.start();
