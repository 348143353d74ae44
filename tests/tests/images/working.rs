//! The worker: once is as good as twice, and nobody is in anybody's way.

use serde_json::json;
use tests::{Fault, Planned, Service};

use crate::{Studio, files};

#[tokio::test(start_paused = true)]
async fn a_notice_that_comes_twice_makes_one_image() {
    let studio = Studio::open().await;
    let id = studio.upload(&files::png(40, 40, 1)).await;
    let notice = studio.shop.queue("images").bodies()[0].to_string();
    studio.shop.queue("images").send(&notice);
    studio.work_off().await;
    studio.shop.queue("images").send(&notice);
    studio.work_off().await;
    assert_eq!(studio.ids().await, [id]);
    assert!(studio.waiting().is_empty());
}

#[tokio::test(start_paused = true)]
async fn of_a_form_that_is_sent_again_the_first_file_counts() {
    let studio = Studio::open().await;
    let form = studio.form("image/png").await;
    studio.shop.upload(&form, &files::png(40, 40, 1));
    studio.work_off().await;
    let before = studio.images().await;
    studio.shop.upload(&form, &files::png(50, 50, 2));
    studio.work_off().await;
    assert_eq!(studio.images().await, before);
    assert!(studio.waiting().is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_same_picture_is_on_a_product_once() {
    let studio = Studio::open().await;
    let first = studio.upload(&files::png(40, 40, 1)).await;
    studio.upload(&files::png(40, 40, 1)).await;
    studio.work_off().await;
    assert_eq!(studio.ids().await, [first]);
}

#[tokio::test(start_paused = true)]
async fn two_workers_at_once_make_one_image_of_an_upload() {
    let studio = Studio::open().await;
    let id = studio.upload(&files::png(40, 40, 1)).await;
    let batch = studio.shop.queue("images").hand_over().expect("a message");
    let other = studio.shop.start("resize-images").await;
    let (one, two) = futures::join!(studio.resize.invoke(batch.event.clone()), other.invoke(batch.event.clone()));
    for done in [one, two] {
        assert_eq!(done.expect("an answer")["batchItemFailures"], json!([]));
    }
    assert_eq!(studio.ids().await, [id]);
}

#[tokio::test(start_paused = true)]
async fn images_are_in_the_order_of_their_forms_whichever_is_ready_first() {
    let studio = Studio::open().await;
    let mut ids = Vec::new();
    let mut batches = Vec::new();
    for shade in [1, 2, 3] {
        ids.push(studio.upload(&files::png(40, 40, shade)).await);
        batches.push(studio.shop.queue("images").hand_over().expect("a message"));
    }
    let workers = [studio.shop.start("resize-images").await, studio.shop.start("resize-images").await];
    studio.resize.invoke(batches[2].event.clone()).await.expect("an answer");
    let (one, two) =
        futures::join!(workers[0].invoke(batches[1].event.clone()), workers[1].invoke(batches[0].event.clone()));
    assert!([one, two].into_iter().all(|done| done.expect("an answer")["batchItemFailures"] == json!([])));
    assert_eq!(studio.ids().await, ids);
}

#[tokio::test(start_paused = true)]
async fn an_upload_for_a_product_that_is_gone_goes_too() {
    let studio = Studio::open().await;
    studio.upload(&files::png(40, 40, 1)).await;
    let world = studio.shop.world_with(studio.shop.variables_of("manage-products"));
    let key = aws_sdk_dynamodb::types::AttributeValue::S("tea".to_owned());
    aws::dynamodb(&world).delete_item().table_name("shop-products").key("id", key).send().await.expect("it is gone");
    studio.work_off().await;
    assert!(studio.shop.buckets.keys().is_empty(), "{:?}", studio.shop.buckets.keys());
    assert!(studio.shop.tables.rows("products").is_empty(), "and no row was made for it");
    assert!(studio.shop.queue("images").dead_letters().messages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_call_that_fails_is_made_again_and_nothing_is_lost() {
    for service in [Service::S3, Service::DynamoDb] {
        for fault in [
            Fault::Refused,
            Fault::Throttled,
            Fault::Failed,
            Fault::FailedAfterCommit,
            Fault::AnswerLost,
            Fault::CrashAfter,
        ] {
            for name in ["GetObject", "PutObject", "DeleteObject", "GetItem", "UpdateItem"] {
                let studio = Studio::open().await;
                let id = studio.upload(&files::png(400, 40, 1)).await;
                let is_of = (service == Service::S3) == name.ends_with("Object");
                if !is_of {
                    continue;
                }
                studio.shop.plan(Planned::on(fault, service, name));
                studio.work_off().await;
                assert_eq!(studio.ids().await, [id], "{fault:?} on {name}");
                assert!(studio.waiting().is_empty(), "{fault:?} on {name}");
                assert_eq!(studio.shop.buckets.keys().len(), 2, "{fault:?} on {name}: two widths");
                studio.shop.faults.assert_all_fired();
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_bucket_never_answers_waits_in_the_dead_letter_queue() {
    let studio = Studio::open().await;
    studio.upload(&files::png(40, 40, 1)).await;
    studio.shop.plan(Planned::on(Fault::Failed, Service::S3, "GetObject").times(1_000));
    studio.work_off().await;
    assert_eq!(studio.shop.queue("images").dead_letters().messages().len(), 1);
    assert_eq!(studio.waiting().len(), 1);
}
