// Files on their way, kept in this browser (IndexedDB) so that they survive reload and navigation.
// Where a browser can't, everything here does nothing and the page asks for the file again.

const NAME = "portal-uploads";
const STORE = "files";

function opened() {
  return new Promise((done, fail) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

async function within(mode, deed) {
  const database = await opened();
  try {
    return await new Promise((done, fail) => {
      const transaction = database.transaction(STORE, mode);
      const request = deed(transaction.objectStore(STORE));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => fail(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** True when the record, with its file, lies safely on the shelf. */
export async function keep(record) {
  return within("readwrite", (store) => store.put(record)).then(() => true, () => false);
}

export async function drop(id) {
  await within("readwrite", (store) => store.delete(id)).catch(() => {});
}

/** What this person left here, oldest first; what others left is thrown away. */
export async function recordsOf(user) {
  const all = await within("readonly", (store) => store.getAll()).catch(() => []);
  for (const foreign of all.filter((record) => record.user !== user)) drop(foreign.id);
  return all.filter((record) => record.user === user).sort((a, b) => a.added - b.added);
}

export function clear() {
  return within("readwrite", (store) => store.clear()).catch(() => {});
}
