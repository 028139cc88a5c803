use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use azure_core::http::{Body, ClientOptions, Etag, RetryOptions, Transport};
use azure_storage_blob::models::{
    BlobClientDeleteOptions, BlobClientSetMetadataOptions, BlobClientStartCopyFromUrlOptions,
    BlobContainerClientListBlobsOptions, BlobItem, BlockBlobClientCommitBlockListOptions,
    BlockBlobClientStageBlockFromUrlOptions, BlockBlobClientStageBlockOptions, BlockBlobClientUploadOptions,
    BlockListType, BlockLookupList, ListBlobsIncludeItem,
};
use azure_storage_blob::{
    BlobClient, BlobClientOptions, BlobContainerClient, BlobContainerClientOptions, BlockBlobClient,
    BlockBlobClientOptions,
};
use bytes::Bytes;
use futures_util::TryStreamExt;
use time::OffsetDateTime;

use super::answer::refused;
use super::policies;
use super::properties::{answered_at, etag};
use super::transport::{BlobTransport, Shared};
use super::{BlobName, BlobProperties, BlockList, ContainerUrl, CopyEnd, Listed, Listing, Meta, Place, Sent};
use crate::azure::{AzureError, Cloud, Credential, Unreadable};
use crate::http::{Http, Policy, Redactor, Response};
use crate::record::Digest;
use crate::runner::contained;

/// More pages of a listing than these are not read.
const PAGES: usize = 200;

/// The blobs of one container, by Microsoft's SDK. Cheap to clone.
///
/// Nothing here decides what an answer means: a missing blob is `None` where it is asked for, every other refusal is an error
/// with the service's code in it ([`AzureError::said`]).
#[derive(Clone)]
pub struct Blobs {
    shared: Arc<Shared>,
    redactor: Redactor,
}

/// What a write requires of the blob that it replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// There is none yet.
    New,
    /// It has this entity tag.
    Etag(String),
}

impl Blobs {
    /// Sends nothing yet.
    pub fn new(
        http: Arc<dyn Http>,
        credential: Arc<Credential>,
        cloud: &Cloud,
        container: ContainerUrl,
        redactor: Redactor,
    ) -> Self {
        let scope = cloud.storage_scope();
        let (requests, bytes) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { shared: Arc::new(Shared { http, credential, scope, container, requests, bytes }), redactor }
    }

    /// The same container, with a count of its own.
    pub fn counted(&self) -> Self {
        let Shared { http, credential, scope, container, .. } = self.shared.as_ref();
        let shared = Shared {
            http: http.clone(),
            credential: credential.clone(),
            scope: scope.clone(),
            container: container.clone(),
            requests: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        };
        Self { shared: Arc::new(shared), redactor: self.redactor.clone() }
    }

    /// The container.
    pub fn container(&self) -> &ContainerUrl {
        &self.shared.container
    }

    /// The identity that asks.
    pub fn credential(&self) -> &Credential {
        &self.shared.credential
    }

    /// What was sent so far.
    pub fn sent(&self) -> Sent {
        self.shared.sent()
    }

    /// Get Container Properties: who may read it without signing in, if anybody.
    pub async fn public_access(&self) -> Result<Option<String>, AzureError> {
        let call = self.call("look at the container", policies::read_container());
        let options = BlobContainerClientOptions { client_options: call.options(), ..Default::default() };
        let client = BlobContainerClient::new(self.container().url().clone(), None, Some(options));
        let asked = async { client?.get_properties(None).await };
        let (_, response) = call.ended(asked).await?;
        Ok(response.header("x-ms-blob-public-access").map(str::to_owned))
    }

    /// Get Blob Properties.
    pub async fn properties(&self, name: &BlobName) -> Result<Option<BlobProperties>, AzureError> {
        let call = self.call(&format!("look at the blob {name}"), policies::read());
        let asked = async { call.blob(self, name)?.get_properties(None).await };
        let Some((_, response)) = found(call.ended(asked).await)? else { return Ok(None) };
        let unreadable = || Unreadable::missing("etag and content-length").during(&call.doing);
        BlobProperties::of(&response).map(Some).ok_or_else(unreadable)
    }

    /// Get Blob, whole and at most some megabytes of it.
    pub async fn read(&self, name: &BlobName) -> Result<Option<Bytes>, AzureError> {
        let call = self.call(&format!("read the blob {name}"), policies::read());
        let asked = async { call.blob(self, name)?.download(None).await?.body.collect().await };
        Ok(found(call.ended(asked).await)?.map(|(bytes, _)| bytes))
    }

    /// List Blobs: all in a folder, whose name ends in a slash.
    pub async fn list(&self, folder: &str) -> Result<Listing, AzureError> {
        let call = self.call(&format!("list the blobs in {folder}"), policies::read_container());
        let options = BlobContainerClientOptions { client_options: call.options(), ..Default::default() };
        let asked = async {
            let client = BlobContainerClient::new(self.container().url().clone(), None, Some(options))?;
            let list = BlobContainerClientListBlobsOptions {
                prefix: Some(folder.to_owned()),
                include: Some(vec![ListBlobsIncludeItem::Metadata]),
                ..Default::default()
            };
            let mut pages = client.list_blobs(Some(list))?.into_pages();
            let (mut blobs, mut others, mut read) = (Vec::new(), 0, 0);
            while let Some(page) = pages.try_next().await? {
                for item in page.into_model()?.blob_items {
                    match listed(item) {
                        Some(blob) => blobs.push(blob),
                        None => others += 1,
                    }
                }
                read += 1;
                if read == PAGES {
                    break;
                }
            }
            Ok((blobs, others, read))
        };
        let ((blobs, others, read), response) = call.ended(asked).await?;
        if read == PAGES {
            return Err(Unreadable::Endless { pages: PAGES }.during(&call.doing));
        }
        Ok(Listing { blobs, others, answered: answered_at(&response) })
    }

    /// Get Block List, committed and uncommitted.
    pub async fn blocks(&self, name: &BlobName) -> Result<Option<BlockList>, AzureError> {
        let call = self.call(&format!("read the block list of {name}"), policies::read());
        let asked = async { call.block_blob(self, name)?.get_block_list(BlockListType::All, None).await?.into_model() };
        Ok(found(call.ended(asked).await)?.map(|(list, response)| BlockList::of(list, etag(&response))))
    }

    /// Put Block. The service compares the bytes with the checksum that comes with them.
    pub async fn stage(&self, name: &BlobName, id: &Digest, bytes: Bytes) -> Result<(), AzureError> {
        let length = bytes.len() as u64;
        let call = self.call(&format!("upload a block of {name}"), policies::block(length));
        let options = BlockBlobClientStageBlockOptions {
            transactional_content_md5: Some(super::md5(&bytes)),
            ..Default::default()
        };
        let asked = async {
            call.block_blob(self, name)?.stage_block(id.as_str().as_bytes(), length, bytes.into(), Some(options)).await
        };
        call.ended(asked).await.map(drop)
    }

    /// Put Block From URL: a range of another blob of this container, as long as that has not changed.
    pub async fn stage_from(&self, name: &BlobName, id: &Digest, place: &Place) -> Result<(), AzureError> {
        let call = self.call(&format!("reuse a block of {}", place.blob), policies::block_from_url());
        let options = BlockBlobClientStageBlockFromUrlOptions {
            source_range: Some((place.from..place.from + place.length).into()),
            source_if_match: Some(Etag::from(place.etag.clone())),
            ..Default::default()
        };
        let source = self.container().blob(&place.blob).to_string();
        let asked = async {
            let client = call.block_blob(self, name)?;
            client.stage_block_from_url(id.as_str().as_bytes(), 0, source, Some(options)).await
        };
        call.ended(asked).await.map(drop)
    }

    /// Put Block List: the blob is these blocks, in this order, wherever the service has them. Sent once; answers its entity tag.
    pub async fn commit(
        &self,
        name: &BlobName,
        ids: &[Digest],
        meta: &Meta,
        condition: &Condition,
    ) -> Result<String, AzureError> {
        let call = self.call(&format!("commit {name}"), policies::make());
        let latest = ids.iter().map(|id| id.as_str().as_bytes().to_vec()).collect();
        let (if_match, if_none_match) = condition.tags();
        let options = BlockBlobClientCommitBlockListOptions {
            blob_content_type: Some(meta.content_type.to_owned()),
            metadata: Some(meta.as_map()),
            if_match,
            if_none_match,
            ..Default::default()
        };
        let asked = async {
            let list = BlockLookupList { latest: Some(latest), ..Default::default() };
            call.block_blob(self, name)?.commit_block_list(list.try_into()?, Some(options)).await
        };
        let (_, response) = call.ended(asked).await?;
        etag(&response).ok_or_else(|| Unreadable::missing("etag").during(&call.doing))
    }

    /// Put Blob, of a few kilobytes. Sent once.
    pub async fn put(
        &self,
        name: &BlobName,
        bytes: Vec<u8>,
        meta: &Meta,
        condition: &Condition,
    ) -> Result<(), AzureError> {
        let call = self.call(&format!("write the blob {name}"), policies::make());
        let (if_match, if_none_match) = condition.tags();
        let options = BlockBlobClientUploadOptions {
            blob_content_type: Some(meta.content_type.to_owned()),
            metadata: Some(meta.as_map()),
            if_match,
            if_none_match,
            ..Default::default()
        };
        let asked =
            async { call.block_blob(self, name)?.upload(Body::from(bytes).into(), Some(options)).await.map(drop) };
        call.ended(asked).await.map(drop)
    }

    /// Copy Blob within the container, with the blocks and their ids. Sent once; it may go on after the answer, which has the
    /// entity tag of the target at that time.
    pub async fn copy(
        &self,
        source: &BlobName,
        source_etag: &str,
        target: &BlobName,
        condition: Option<&Condition>,
    ) -> Result<(CopyEnd, String), AzureError> {
        let call = self.call(&format!("copy {source} to {target}"), policies::change());
        let (if_match, if_none_match) = condition.map(Condition::tags).unwrap_or_default();
        let options = BlobClientStartCopyFromUrlOptions {
            source_if_match: Some(Etag::from(source_etag.to_owned())),
            if_match,
            if_none_match,
            ..Default::default()
        };
        let url = self.container().blob(source).to_string();
        let asked = async { call.blob(self, target)?.start_copy_from_url(url, Some(options)).await };
        let (_, response) = call.ended(asked).await?;
        let end = CopyEnd::of(&response).zip(etag(&response));
        end.ok_or_else(|| Unreadable::missing("x-ms-copy-status and etag").during(&call.doing))
    }

    /// Delete Blob, as long as it is the one with this entity tag. Sent once.
    pub async fn delete(&self, name: &BlobName, etag: &str) -> Result<(), AzureError> {
        let call = self.call(&format!("delete {name}"), policies::change());
        let options = BlobClientDeleteOptions { if_match: Some(Etag::from(etag.to_owned())), ..Default::default() };
        let asked = async { call.blob(self, name)?.delete(Some(options)).await };
        call.ended(asked).await.map(drop)
    }

    /// Set Blob Metadata: what a blob says of itself, all of it, as long as it is the one with this entity tag. Sent once.
    pub async fn describe(
        &self,
        name: &BlobName,
        metadata: BTreeMap<String, String>,
        etag: &str,
    ) -> Result<(), AzureError> {
        let call = self.call(&format!("describe {name}"), policies::change());
        let options =
            BlobClientSetMetadataOptions { if_match: Some(Etag::from(etag.to_owned())), ..Default::default() };
        let metadata: HashMap<String, String> = metadata.into_iter().collect();
        let asked = async { call.blob(self, name)?.set_metadata(&metadata, Some(options)).await };
        call.ended(asked).await.map(drop)
    }

    fn call(&self, doing: &str, policy: Policy) -> Call {
        Call {
            transport: BlobTransport::new(self.shared.clone(), policy, doing),
            redactor: self.redactor.clone(),
            doing: doing.to_owned(),
        }
    }
}

impl Condition {
    /// `If-Match` and `If-None-Match`.
    fn tags(&self) -> (Option<Etag>, Option<Etag>) {
        match self {
            Self::New => (None, Some(Etag::from("*"))),
            Self::Etag(etag) => (Some(Etag::from(etag.clone())), None),
        }
    }
}

/// One operation of the SDK.
struct Call {
    transport: BlobTransport,
    redactor: Redactor,
    doing: String,
}

impl Call {
    fn options(&self) -> ClientOptions {
        ClientOptions {
            transport: Some(Transport::new(Arc::new(self.transport.clone()))),
            retry: RetryOptions::none(),
            ..ClientOptions::default()
        }
    }

    fn blob(&self, blobs: &Blobs, name: &BlobName) -> azure_core::Result<BlobClient> {
        let options = BlobClientOptions { client_options: self.options(), ..Default::default() };
        BlobClient::new(blobs.container().blob(name), None, Some(options))
    }

    fn block_blob(&self, blobs: &Blobs, name: &BlobName) -> azure_core::Result<BlockBlobClient> {
        let options = BlockBlobClientOptions { client_options: self.options(), ..Default::default() };
        BlockBlobClient::new(blobs.container().blob(name), None, Some(options))
    }

    /// What the SDK made of the answer, and the answer itself. A panic in it is an answer that it could not read.
    async fn ended<T>(&self, asked: impl Future<Output = azure_core::Result<T>>) -> Result<(T, Response), AzureError> {
        let result = contained(asked).await?;
        match (result, self.transport.last()) {
            (Ok(value), Some(Ok(response))) => Ok((value, response)),
            (_, Some(Err(error))) => Err(error),
            (Err(_), Some(Ok(response))) if !response.status.is_success() => {
                Err(refused(&self.doing, &response, &self.redactor).lacking(self.transport.needs()))
            }
            // Only the Display: the Debug of these errors prints a back-trace.
            (Err(error), _) => {
                let why = self.redactor.foreign(&error.to_string()).into_owned();
                Err(Unreadable::NotForTheSdk { why }.during(&self.doing))
            }
            (Ok(_), None) => Err(Unreadable::missing("an answer").during(&self.doing)),
        }
    }
}

/// What is not there is no error. That the container is missing is one.
fn found<T>(answer: Result<T, AzureError>) -> Result<Option<T>, AzureError> {
    match answer {
        Err(error) if error.is_not_found() && !error.said("ContainerNotFound") => Ok(None),
        answer => answer.map(Some),
    }
}

fn listed(item: BlobItem) -> Option<Listed> {
    let properties = item.properties?;
    let metadata: HashMap<String, String> = item.metadata.and_then(|metadata| metadata.values).unwrap_or_default();
    let metadata: BTreeMap<String, String> =
        metadata.into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
    let modified: OffsetDateTime = properties.last_modified?;
    Some(Listed {
        name: item.name?.parse().ok()?,
        etag: quoted(properties.etag?.as_ref()),
        length: properties.content_length?,
        modified,
        metadata,
    })
}

/// Listings write entity tags without the quotes that conditions need.
fn quoted(etag: &str) -> String {
    if etag.starts_with('"') { etag.to_owned() } else { format!("\"{etag}\"") }
}
