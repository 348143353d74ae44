//! The bucket: a manifest that is replaced, copies of it, and objects that are written once.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use app_context::{AppContext, StartError};
use aws::AwsError;
use aws_sdk_s3::{
    Client,
    config::{
        Builder, RequestChecksumCalculation, ResponseChecksumValidation, retry::RetryConfig, timeout::TimeoutConfig,
    },
    error::{ProvideErrorMetadata, SdkError},
    primitives::ByteStream,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use domain::kernel::Timestamp;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use search::{Manifest, Objects, Snapshot};

use crate::StoreError;

/// The manifest's own name.
const MANIFEST: &str = "manifest";
/// Before the digests of its copies, and of the objects.
const COPIES: &str = "manifests/";
const OBJECTS: &str = "objects/";
/// Objects that are read or written at once.
const AT_ONCE: usize = 8;
/// A call and its repeats. An index of a hundred thousand products is six megabytes: a fraction of a second on the slowest network
/// that a function has.
const ATTEMPTS: u32 = 3;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(4);
const OPERATION_TIMEOUT: Duration = Duration::from_secs(10);
/// What nobody names stays for so long: a writer may be about to name it, and a reader about to read it.
const KEPT_SECONDS: i64 = 15 * 60;

/// The bucket that `SEARCH_BUCKET` names.
#[derive(Clone, Debug)]
pub struct Bucket {
    client: Client,
    name: String,
}

/// What the manifest is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The one that is known.
    Unchanged,
    /// There is none.
    Missing,
    /// Another one: its bytes, and the tag by which it is known.
    New {
        /// The bytes.
        bytes: Vec<u8>,
        /// The tag.
        tag: String,
    },
}

/// What became of a new index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// It is the index now, under this tag.
    Done(String),
    /// The manifest is not the one that it follows.
    Overtaken,
}

impl Bucket {
    /// The bucket that `SEARCH_BUCKET` names.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let name = context.environment.required("SEARCH_BUCKET")?.to_owned();
        let limits = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_attempt_timeout(ATTEMPT_TIMEOUT)
            .operation_timeout(OPERATION_TIMEOUT)
            .build();
        let config = Builder::from(&context.sdk)
            // One host for every bucket, and a local AWS has no other.
            .force_path_style(true)
            // Objects are named by their digests.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
            .timeout_config(limits);
        Ok(Self { client: Client::from_conf(config.build()), name })
    }

    /// The manifest, unless it is the one under the tag `known`.
    pub async fn manifest(&self, known: Option<&str>) -> Result<Asked, AwsError> {
        const OPERATION: &str = "search.manifest";
        let get = self.client.get_object().bucket(&self.name).key(MANIFEST).set_if_none_match(known.map(str::to_owned));
        let answer = match get.send().await {
            Ok(answer) => answer,
            Err(error) if status(&error) == Some(304) => return Ok(Asked::Unchanged),
            Err(error) if error.code() == Some("NoSuchKey") => return Ok(Asked::Missing),
            Err(error) => return Err(AwsError::new(OPERATION, &error)),
        };
        let tag = answer.e_tag.clone().ok_or_else(|| AwsError::because(OPERATION, "the answer has no tag"))?;
        let bytes = answer.body.collect().await.map_err(|e| AwsError::new(OPERATION, &e))?;
        Ok(Asked::New { bytes: bytes.to_vec(), tag })
    }

    /// A manifest of before, while it is kept.
    pub async fn copy(&self, digest: &str) -> Result<Option<Vec<u8>>, AwsError> {
        self.read(format!("{COPIES}{digest}"), "search.copy").await
    }

    /// The whole index of a manifest: what is `known` of it is not read again.
    pub async fn load(&self, manifest: Manifest, known: &Objects) -> Result<Snapshot, StoreError> {
        const OPERATION: &str = "search.load";
        let read = manifest.objects().map(|digest| {
            let (known, digest) = (known.get(digest).cloned(), digest.to_owned());
            async move {
                if let Some(bytes) = known {
                    return Ok((digest, bytes));
                }
                let bytes = self.read(format!("{OBJECTS}{digest}"), OPERATION).await?;
                let bytes = bytes.ok_or_else(|| search::Unreadable::Object(digest.clone()))?;
                Ok::<_, StoreError>((digest, Arc::new(bytes)))
            }
        });
        let reads: Vec<_> = read.collect();
        let objects: Objects = stream::iter(reads).buffer_unordered(AT_ONCE).try_collect().await?;
        Ok(Snapshot { manifest, objects })
    }

    /// Makes a snapshot the index, if the manifest is still the one under the tag `follows`, or if there is still none. Its objects
    /// come first, but for those of `before`; the manifest comes last, so that whatever it names is there.
    pub async fn publish(
        &self,
        snapshot: &Snapshot,
        before: Option<&Manifest>,
        follows: Option<&str>,
    ) -> Result<Published, AwsError> {
        const OPERATION: &str = "search.publish";
        let there: BTreeSet<&str> = before.into_iter().flat_map(Manifest::objects).collect();
        let new = snapshot.objects.iter().filter(|(digest, _)| !there.contains(digest.as_str()));
        let writes: Vec<_> =
            new.map(|(digest, bytes)| self.write(format!("{OBJECTS}{digest}"), bytes.to_vec())).collect();
        stream::iter(writes).buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
        let bytes = snapshot.manifest.to_bytes();
        self.write(format!("{COPIES}{}", snapshot.manifest.digest()), bytes.clone()).await?;
        let put = self.client.put_object().bucket(&self.name).key(MANIFEST).body(ByteStream::from(bytes.clone()));
        let put = match follows {
            Some(tag) => put.if_match(tag),
            None => put.if_none_match("*"),
        };
        match put.send().await {
            Ok(answer) => Ok(Published::Done(answer.e_tag.unwrap_or_default())),
            Err(error) if matches!(status(&error), Some(404 | 409 | 412)) => {
                // The answer to an earlier attempt of the same call may have been lost.
                match self.manifest(None).await? {
                    Asked::New { bytes: now, tag } if now == bytes => Ok(Published::Done(tag)),
                    _ => Ok(Published::Overtaken),
                }
            }
            Err(error) => Err(AwsError::new(OPERATION, &error)),
        }
    }

    /// Takes away what no manifest needs that may be asked for, once it has been there for a while. How many objects went.
    pub async fn sweep(&self, manifest: &Manifest, now: Timestamp) -> Result<usize, AwsError> {
        const OPERATION: &str = "search.sweep";
        let objects = manifest.needed().into_iter().map(|digest| format!("{OBJECTS}{digest}"));
        let copies = manifest.served().map(|digest| format!("{COPIES}{digest}"));
        let needed: BTreeSet<String> = objects.chain(copies).chain([MANIFEST.to_owned()]).collect();
        let before_s = now.plus_seconds(-KEPT_SECONDS).seconds();
        let mut pages = self.client.list_objects_v2().bucket(&self.name).into_paginator().send();
        let mut gone = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|e| AwsError::new(OPERATION, &e))?;
            let old = page.contents().iter().filter(|it| it.last_modified().is_some_and(|at| at.secs() < before_s));
            gone.extend(old.filter_map(|it| it.key()).filter(|key| !needed.contains(*key)).map(str::to_owned));
        }
        let deletes: Vec<_> = gone.iter().map(|key| self.delete(key)).collect();
        stream::iter(deletes).buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
        Ok(gone.len())
    }

    async fn delete(&self, key: &str) -> Result<(), AwsError> {
        let delete = self.client.delete_object().bucket(&self.name).key(key);
        delete.send().await.map(drop).map_err(|e| AwsError::new("search.sweep", &e))
    }

    async fn read(&self, key: String, operation: &'static str) -> Result<Option<Vec<u8>>, AwsError> {
        let answer = match self.client.get_object().bucket(&self.name).key(key).send().await {
            Ok(answer) => answer,
            Err(error) if error.code() == Some("NoSuchKey") => return Ok(None),
            Err(error) => return Err(AwsError::new(operation, &error)),
        };
        let bytes = answer.body.collect().await.map_err(|e| AwsError::new(operation, &e))?;
        Ok(Some(bytes.to_vec()))
    }

    async fn write(&self, key: String, bytes: Vec<u8>) -> Result<(), AwsError> {
        let put = self.client.put_object().bucket(&self.name).key(key).body(ByteStream::from(bytes));
        put.send().await.map(drop).map_err(|e| AwsError::new("search.publish", &e))
    }
}

fn status<E>(error: &SdkError<E, HttpResponse>) -> Option<u16> {
    error.raw_response().map(|answer| answer.status().as_u16())
}
