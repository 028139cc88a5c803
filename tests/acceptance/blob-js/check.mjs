// What `@azure/storage-blob` makes of the simulated storage account: by key and by shared access signature. On a loopback address the
// library takes the first part of the path for the account, as emulators do. The one argument is a file with the line that `simulate`
// prints.
import { readFileSync } from "node:fs";
import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  BlobSASPermissions,
  BlobServiceClient,
  ContainerClient,
  ContainerSASPermissions,
  StorageSharedKeyCredential,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
} from "@azure/storage-blob";

const world = JSON.parse(readFileSync(process.argv[2], "utf8"));
const key = new StorageSharedKeyCredential(world.storage_account, world.storage_key);
const service = new BlobServiceClient(world.blob_emulator_endpoint, key);
const container = service.getContainerClient(world.storage_container);
const soon = new Date(Date.now() + 3_600_000);
let failed = 0;

function equal(actual, expected) {
  if (actual !== expected) throw new Error(`${actual} is not ${expected}`);
}

async function refused(promise, code) {
  const error = await promise.then(() => undefined, (error) => error);
  if (error?.code !== code) throw new Error(`${error?.code ?? "nothing was refused"} is not ${code}`);
}

async function check(sentence, body) {
  try {
    await body();
    console.log(`ok      ${sentence}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${sentence}\n${error.stack}`);
  }
}

const text = async (blob) => (await blob.downloadToBuffer()).toString();

await check("by key a blob is written, listed, read and has the account's name", async () => {
  equal(service.accountName, world.storage_account);
  await container.getBlockBlobClient("by key/a b.txt").upload("by key", 6);
  const names = [];
  for await (const blob of container.listBlobsFlat()) names.push(blob.name);
  if (!names.includes("by key/a b.txt")) throw new Error(names.join());
  equal(await text(container.getBlockBlobClient("by key/a b.txt")), "by key");
});

await check("a signature of the library for one blob reads it, and writes nothing", async () => {
  const blob = container.getBlockBlobClient("by key/a b.txt");
  const url = await blob.generateSasUrl({ permissions: BlobSASPermissions.parse("r"), expiresOn: soon });
  const anyone = new ContainerClient(url.split("/by%20key")[0] + "?" + url.split("?")[1]).getBlockBlobClient("by key/a b.txt");
  equal(await text(anyone), "by key");
  equal((await fetch(url)).status, 200);
  await refused(anyone.upload("no", 2), "AuthorizationPermissionMismatch");
  equal((await fetch(url.replace("sig=", "sig=A"))).status, 403);
});

await check("a signature for a container writes in blocks and reads back", async () => {
  const query = generateBlobSASQueryParameters(
    { containerName: world.storage_container, permissions: ContainerSASPermissions.parse("rcwl"), expiresOn: soon }, key);
  const anyone = new ContainerClient(`${world.blob_emulator_endpoint}/${world.storage_container}?${query}`);
  const blob = anyone.getBlockBlobClient("by-sas.bin");
  await blob.uploadData(Buffer.alloc(3_000_000, "x"), { blockSize: 1_000_000, maxSingleShotSize: 500_000 });
  equal((await blob.getProperties()).contentLength, 3_000_000);
});

await check("a signature for the account opens its containers until it expires", async () => {
  const sign = (expiresOn) => generateAccountSASQueryParameters({
    expiresOn, permissions: AccountSASPermissions.parse("rl"), services: AccountSASServices.parse("b").toString(),
    resourceTypes: AccountSASResourceTypes.parse("sco").toString(),
  }, key);
  const list = async (expiresOn) => {
    const names = [];
    for await (const one of new BlobServiceClient(`${world.blob_emulator_endpoint}?${sign(expiresOn)}`).listContainers()) names.push(one.name);
    return names;
  };
  if (!(await list(soon)).includes(world.storage_container)) throw new Error("the container is not listed");
  await refused(list(new Date(Date.now() - 60_000)), "AuthenticationFailed");
});

await check("both addresses of the account show the same blobs", async () => {
  const sas = generateBlobSASQueryParameters(
    { containerName: world.storage_container, blobName: "by-sas.bin", permissions: BlobSASPermissions.parse("r"), expiresOn: soon }, key);
  const other = await fetch(`${world.blob_endpoint}/${world.storage_container}/by-sas.bin?${sas}`);
  equal((await other.arrayBuffer()).byteLength, 3_000_000);
});

process.exit(failed ? 1 : 0);
