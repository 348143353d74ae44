"""What MiniStack's CloudFormation leaves undone, done after a deployment with ordinary API calls: HTTP API routes, CORS, time to live.
And what its owner does on AWS: the API gets the shop's own name.

SAM writes routes and CORS into the API's OpenAPI body, which AWS imports and MiniStack does not.
"""

import re

INTEGRATION = "x-amazon-apigateway-integration"
CORS = "x-amazon-apigateway-cors"


def finish(aws, stack_name):
    """Brings routes, CORS and time to live to what the deployed template says. Returns the API's id and how many routes were made."""
    cloudformation = aws("cloudformation")
    resources = cloudformation.get_template(StackName=stack_name, TemplateStage="Processed")["TemplateBody"]["Resources"]
    rows = cloudformation.describe_stack_resources(StackName=stack_name)["StackResources"]
    names = {row["LogicalResourceId"]: row["PhysicalResourceId"] for row in rows}
    logical, api = next((key, value) for key, value in resources.items() if value["Type"] == "AWS::ApiGatewayV2::Api")
    body = api["Properties"]["Body"]
    arns = {key: arn for key, arn in function_arns(aws, resources, names)}
    made = import_routes(aws("apigatewayv2"), names[logical], wanted_routes(body, arns))
    if CORS in body:
        aws("apigatewayv2").update_api(ApiId=names[logical], CorsConfiguration=cors(body[CORS]))
    expire_rows(aws("dynamodb"), resources, names)
    return names[logical], made


def name(gateway, api, host):
    """Makes the API answer at the root of a domain of its own, as the shop's pages need it: their links and cookies begin at `/`."""
    known = [row["DomainName"] for row in gateway.get_domain_names()["Items"]]
    if host not in known:
        gateway.create_domain_name(DomainName=host)
    mapped = gateway.get_api_mappings(DomainName=host)["Items"]
    if [(row["ApiId"], row["Stage"]) for row in mapped] == [(api, "$default")]:
        return
    for row in mapped:
        gateway.delete_api_mapping(DomainName=host, ApiMappingId=row["ApiMappingId"])
    gateway.create_api_mapping(DomainName=host, ApiId=api, Stage="$default")


def function_arns(aws, resources, names):
    """Each function's logical name and ARN."""
    by_name = {row["FunctionName"]: row["FunctionArn"] for page in aws("lambda").get_paginator("list_functions").paginate() for row in page["Functions"]}
    return ((key, by_name[names[key]]) for key, value in resources.items() if value["Type"] == "AWS::Lambda::Function")


def wanted_routes(body, arns):
    """`METHOD /path` to the ARN of the function that answers it."""
    routes = {}
    for path, operations in body.get("paths", {}).items():
        for method, operation in operations.items():
            if INTEGRATION in operation:
                key = "$default" if operation.get("isDefaultRoute") else f"{method.upper()} {path}"
                uri = str(operation[INTEGRATION]["uri"])
                named = re.search(r"\$\{(\w+)\.Arn\}", uri)
                routes[key] = arns[named.group(1)] if named else re.search(r"functions/(.+?)/invocations", uri).group(1)
    return routes


def import_routes(gateway, api, wanted):
    """Replaces the API's routes when they differ from those wanted; says how many it made."""
    integrations = {row["IntegrationId"]: row["IntegrationUri"] for row in gateway.get_integrations(ApiId=api)["Items"]}
    routes = gateway.get_routes(ApiId=api)["Items"]
    if {row["RouteKey"]: integrations.get(row["Target"].removeprefix("integrations/")) for row in routes} == wanted:
        return 0
    for row in routes:
        gateway.delete_route(ApiId=api, RouteId=row["RouteId"])
    for integration in integrations:
        gateway.delete_integration(ApiId=api, IntegrationId=integration)
    for key, arn in wanted.items():
        made = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationMethod="POST", IntegrationUri=arn, PayloadFormatVersion="2.0")
        gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{made['IntegrationId']}")
    return len(wanted)


def cors(body):
    """The body's CORS block in the API's spelling."""
    settings = {key[0].upper() + key[1:]: value for key, value in body.items()}
    # MiniStack fills a parameter that is a list in as its text.
    if isinstance(settings.get("AllowOrigins"), str):
        settings["AllowOrigins"] = settings["AllowOrigins"].split(",")
    return settings


def expire_rows(dynamodb, resources, names):
    """Turns time to live on where the template says so."""
    for key, value in resources.items():
        wanted = value["Properties"].get("TimeToLiveSpecification") if value["Type"] == "AWS::DynamoDB::Table" else None
        if wanted and dynamodb.describe_time_to_live(TableName=names[key])["TimeToLiveDescription"]["TimeToLiveStatus"] == "DISABLED":
            dynamodb.update_time_to_live(TableName=names[key], TimeToLiveSpecification={"Enabled": True, "AttributeName": wanted["AttributeName"]})
