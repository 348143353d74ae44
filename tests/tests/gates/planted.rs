//! Each rule, on a template that breaks it: a gate that cannot close is none.

use std::fs;

use tests::{Template, repository};

use crate::{Rule, alarms, audit, batches, doors, keeping, limits, measures, queues, roles, streams};

/// A rule, and a mistake that it must notice: the text that is replaced where it first stands, and by what.
const MISTAKES: &[(&str, Rule, &str, &str)] = &[
    ("any action", roles::stars, "Action: dynamodb:GetItem", "Action: dynamodb:*"),
    ("any resource", roles::stars, "Resource: !GetAtt OrdersTable.Arn", "Resource: \"*\""),
    ("any index", roles::stars, "${OrdersTable.Arn}/index/due", "${OrdersTable.Arn}/index/*"),
    ("all but", roles::stars, "Action: sqs:SendMessage", "NotAction: sqs:SendMessage"),
    (
        "a managed policy",
        roles::managed_policies,
        "      Policies:\n",
        "      ManagedPolicyArns: [arn:x]\n      Policies:\n",
    ),
    ("another's role", roles::managed_policies, "Role: !GetAtt LogInRole.Arn", "Role: !GetAtt SignUpRole.Arn"),
    ("SAM's role", roles::managed_policies, "      Role: !GetAtt LogInRole.Arn\n", ""),
    ("a role for others", roles::strangers, "Principal: { Service: lambda.amazonaws.com }", "Principal: { AWS: x }"),
    (
        "a role for every schedule",
        roles::strangers,
        "            Condition: { StringEquals: { \"aws:SourceAccount\": !Ref AWS::AccountId } }\n",
        "",
    ),
    ("SAM's role for a schedule", roles::schedules, "            RoleArn: !GetAtt SweepOrdersScheduleRole.Arn\n", ""),
    (
        "a role without bounds",
        roles::unbounded,
        "      PermissionsBoundary: !If [HasBoundary",
        "      Path: !If [HasBoundary",
    ),
    (
        "a log that can be changed",
        audit::changes,
        "Action: dynamodb:PutItem, Resource: !GetAtt AuditTable.Arn",
        "Action: [dynamodb:PutItem, dynamodb:UpdateItem], Resource: !GetAtt AuditTable.Arn",
    ),
    (
        "a log that can be cut",
        audit::changes,
        "Action: dynamodb:PutItem, Resource: !GetAtt AuditTable.Arn",
        "Action: dynamodb:DeleteItem, Resource: !GetAtt AuditTable.Arn",
    ),
    (
        "a log that is forgotten",
        audit::vanishing,
        "-audit\"\n",
        "-audit\"\n      TimeToLiveSpecification: { Enabled: true, AttributeName: ttl }\n",
    ),
    ("a key for a verifier", roles::secrets, "parameter${StripeSecretKeyParameter}", "parameter${SigningKeyParameter}"),
    ("a large batch", batches::worst_case, "            BatchSize: 5\n", "            BatchSize: 10\n"),
    ("a short worker", batches::worst_case, "      Timeout: 30\n", "      Timeout: 20\n"),
    ("too many at once", batches::crowds, "MaximumConcurrency: 5", "MaximumConcurrency: 10"),
    ("any batch", batches::crowds, "            BatchSize: 5\n", ""),
    ("short visibility", queues::visibility, "VisibilityTimeout: 180", "VisibilityTimeout: 30"),
    ("no visibility", queues::visibility, "      VisibilityTimeout: 180\n", ""),
    ("a slower worker", queues::visibility, "      Timeout: 30\n", "      Timeout: 60\n"),
    ("whole batches", queues::whole_batches, "            FunctionResponseTypes: [ReportBatchItemFailures]\n", ""),
    ("any crowd", batches::crowds, "            ScalingConfig: { MaximumConcurrency: 5 }\n", ""),
    ("no dead letters", queues::losses, "RedrivePolicy: { deadLetterTargetArn", "Redrive: { deadLetterTargetArn"),
    ("dead letters nowhere", queues::losses, "!GetAtt PaymentSyncsDeadLetterQueue.Arn, max", "!GetAtt Gone.Arn, max"),
    ("four days", queues::losses, "MessageRetentionPeriod: 1209600", "MessageRetentionPeriod: 345600"),
    ("batches that are never halved", streams::endless, "            BisectBatchOnFunctionError: true\n", ""),
    ("changes tried for a day", streams::endless, "            MaximumRetryAttempts: 20\n", ""),
    ("changes set aside nowhere", streams::endless, "!GetAtt ProjectChangesFailuresQueue.Arn }", "!GetAtt Gone.Arn }"),
    ("whole batches of changes", streams::endless, "20\n            FunctionResponseTypes", "20\n            Types"),
    ("a long batch of changes", streams::worst_case, "            BatchSize: 50\n", "            BatchSize: 100\n"),
    ("half a change", streams::half_told, "NEW_AND_OLD_IMAGES", "NEW_IMAGE"),
    (
        "changes set aside unheard",
        alarms::unheard_lines,
        "alarm = \"record_unreadable\"",
        "alarm = \"record_readable\"",
    ),
    ("a table in the clear", keeping::tables, "SSEEnabled: true", "SSEEnabled: false"),
    ("no recovery", keeping::tables, "PointInTimeRecoveryEnabled: true", "PointInTimeRecoveryEnabled: false"),
    ("a queue in the clear", keeping::plain_queues, "      SqsManagedSseEnabled: true\n", ""),
    ("a log for ever", keeping::logs, ", RetentionInDays: !Ref LogRetentionDays", ""),
    ("a log that drifts", keeping::logs, "log-group:${ApiLog}\"", "log-group:x\""),
    ("a log that fills a policy", keeping::logs, "!Sub \"/aws/vendedlogs/", "!Sub \"/aws/"),
    ("a first deployment that stays", keeping::tables, "!If [ProtectsTables, true, false]", "true"),
    ("Lambda's own log", keeping::logs, "      LoggingConfig: { LogGroup: !Ref LogInLog }\n", ""),
    ("longer than the gateway", limits::nesting, "    Timeout: 15\n", "    Timeout: 30\n"),
    ("shorter than a call", limits::nesting, "    Timeout: 15\n", "    Timeout: 6\n"),
    ("longer than its round", limits::nesting, "Timeout: 50", "Timeout: 60"),
    ("every page", doors::foreign_pages, "AllowOrigins: !Ref AllowedOrigins", "AllowOrigins: [\"*\"]"),
    ("every header", doors::foreign_pages, "AllowHeaders: [authorization", "AllowHeaders: [\"*\""),
    ("an open parameter", doors::foreign_pages, "    AllowedPattern: \"^https?://[^/*, ]+$\"\n", ""),
    ("every method", doors::other_ways_in, "Method: POST, Path: \"/v1/login\"", "Method: ANY, Path: \"/v1/login\""),
    ("any path", doors::other_ways_in, "Path: \"/v1/login\"", "Path: \"/v1/{proxy+}\""),
    (
        "a back door",
        doors::other_ways_in,
        "  LogInRole:\n",
        "  Door: { Type: AWS::Lambda::Permission }\n  LogInRole:\n",
    ),
    (
        "a door of its own",
        doors::other_ways_in,
        "      MemorySize: 1769\n",
        "      FunctionUrlConfig: { AuthType: NONE }\n",
    ),
    ("any flood", doors::floods, "      DefaultRouteSettings: { Throttling", "      Settings: { Throttling"),
    ("any log-in", doors::floods, "\"POST /v1/login\":", "\"POST /v1/logon\":"),
    ("a deaf alarm", alarms::deaf, "      AlarmActions: [!Ref Alarms]\n", ""),
    ("a full queue", alarms::full_queues, "!GetAtt ParkedQueue.QueueName", "!GetAtt NotificationsQueue.QueueName"),
    ("a late alarm", alarms::full_queues, "      Threshold: 0\n", "      Threshold: 100\n"),
    ("a silent worker", alarms::failures, "Value: !Ref SyncPayment }", "Value: !Ref SendNotification }"),
    ("a silent API", alarms::failures, "MetricName: 5xx", "MetricName: 4xx"),
    ("failures by number", measures::counted_failures, "100 * (failures", "1 * (failures"),
    ("contention that pages", measures::counted_failures, "FILL(contended, 0)", "0"),
    (
        "contention that nobody counts",
        measures::uncounted_contention,
        "LogGroupName: !Ref PlaceOrderLog",
        "LogGroupName: !Ref LogInLog",
    ),
    (
        "an alarm from the first minute",
        measures::false_starts,
        "TreatMissingData: missing",
        "TreatMissingData: breaching",
    ),
    ("a silence that nobody hears", measures::false_starts, "      InsufficientDataActions: [!Ref Alarms]\n", ""),
    (
        "messages that expire",
        measures::expiring,
        "!GetAtt ParkedQueue.QueueName }] }",
        "!GetAtt NotificationsQueue.QueueName }] }",
    ),
    ("unseen throttles", measures::unwatched, "MetricName: Throttles", "MetricName: Duration"),
    ("unseen throttles of a table", measures::unwatched, "Value: !Ref StockTable }] }", "Value: !Ref OrdersTable }] }"),
    ("an unwatched reputation", measures::unwatched, "MetricName: Reputation.BounceRate", "MetricName: Send"),
    ("a stopped clock", alarms::failures, "MetricName: Invocations", "MetricName: Duration"),
    ("an unheard line", alarms::unheard_lines, "'\"a stored password hash is damaged\"'", "'\"all is well\"'"),
    (
        "an uncounted log",
        alarms::unheard_lines,
        "AsksForAPerson:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      LogGroupName: !Ref PayOrderLog",
        "Asks:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      LogGroupName: !Ref LogInLog",
    ),
];

#[test]
fn each_rule_notices_the_mistakes_that_it_is_there_for() {
    let sound = fs::read_to_string(repository().join("template.yaml")).expect("template.yaml");
    for (mistake, rule, text, instead) in MISTAKES {
        let broken = sound.replacen(text, instead, 1);
        assert_ne!(broken, sound, "{mistake}: template.yaml has no \"{text}\"");
        assert!(!rule(&Template::of(&broken)).is_empty(), "{mistake}: not noticed");
    }
}
