using FlowForge.Configuration;

namespace FlowForge.Policies.Tests;

public class When_the_file_is_wrong
{
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { """{ "policies": { "global": { "timeout": "90" } } }""", "$.policies.global.timeout", "'90' is not a duration; write a number with its unit" },
        { """{ "policies": { "global": { "timeout": "5 parsecs" } } }""", "$.policies.global.timeout", "'5 parsecs' is not a duration" },
        { """{ "policies": { "global": { "timeout": "" } } }""", "$.policies.global.timeout", "is empty" },
        { """{ "policies": { "global": { "timeout": 90 } } }""", "$.policies.global.timeout", "90 has the wrong type; write a text such as \"2h\"" },
        { """{ "policies": { "global": { "timeout": null } } }""", "$.policies.global.timeout", "null has the wrong type" },
        { """{ "policies": { "global": { "timeout": "0s" } } }""", "$.policies.global.timeout", "'0s' is zero" },
        { """{ "policies": { "global": { "timeout": "-5m" } } }""", "$.policies.global.timeout", "'-5m' is negative" },
        { """{ "policies": { "global": { "gracePeriod": "400d" } } }""", "$.policies.global.gracePeriod", "'400d' is longer than 365 days" },
        { """{ "policies": { "global": { "maxTimeout": [] } } }""", "$.policies.global.maxTimeout", "a list has the wrong type" },
        { """{ "policies": { "global": { "timeuot": "2h" } } }""", "$.policies.global.timeuot", "unknown key 'timeuot', did you mean 'timeout'; known are timeout, gracePeriod, escalation, retention, heartbeatTimeout, whenSilent, stateSaveWait, extensionApproval, maxTimeout" },
        { """{ "policies": { "global": { "colour": "2h" } } }""", "$.policies.global.colour", "unknown key 'colour'; known are timeout" },
        { """{ "policies": { "global": { "a b\n": "2h" } } }""", "$.policies.global['a b?']", "unknown key 'a b?'" },
        { """{ "policies": { "globl": {} } }""", "$.policies.globl", "did you mean 'global'" },
        { """{ "policys": {} }""", "$.policys", "unknown key 'policys', did you mean 'policies'; known are policies, hooks, options" },
        { """{ "policies": [] }""", "$.policies", "a list has the wrong type; write an object {…}" },
        { """[]""", "$", "a list has the wrong type" },
        { """{ "policies": { "organizations": { "acme": "2h" } } }""", "$.policies.organizations.acme", "\"2h\" has the wrong type; write an object" },
        { """{ "policies": { "organizations": { "Acme": {} } } }""", "$.policies.organizations.Acme", "the name 'Acme' may hold only lower-case letters" },
        { """{ "policies": { "jobTypes": { "a.b": {} } } }""", "$.policies.jobTypes['a.b']", "may not hold a '.'" },
        { """{ "policies": { "jobTypes": { "../x": {} } } }""", "$.policies.jobTypes['../x']", "the name '../x' may hold only" },
        { """{ "policies": { "jobTypes": { "build": { "maxTimeout": "3h" } } } }""", "$.policies.jobTypes.build.maxTimeout", "a job type has no ceiling" },
        { """{ "policies": { "global": { "timeout": "5h", "maxTimeout": "4h" } } }""", "$.policies.global.timeout", "'5h' is above this level's maxTimeout 4h; lower the one or raise the other" },
        { """{ "policies": { "global": { "timeout": "48h" } } }""", "$.policies.global.timeout", "'2d' is above this level's maxTimeout 1d, the default" },
        { """{ "policies": { "organizations": { "acme": { "timeout": "5h", "maxTimeout": "4h" } } } }""", "$.policies.organizations.acme.timeout", "above this level's maxTimeout 4h" },
        { """{ "policies": { "global": { "timeout": "1h", "timeout": "2h" } } }""", "$.policies.global.timeout", "'timeout' is given twice" },
        { """{ "policies": {}, "policies": {} }""", "$.policies", "'policies' is given twice" },
        { """{ "policies": { "organizations": { "acme": {}, "acme": {} } } }""", "$.policies.organizations.acme", "'acme' is given twice" },
        { """{ "policies": { "global": { "escalation": {} } } }""", "$.policies.global.escalation", "an object has the wrong type; write a list" },
        { """{ "policies": { "global": { "escalation": [] } } }""", "$.policies.global.escalation", "is empty; leave it out, or give it at least one step" },
        { """{ "policies": { "global": { "escalation": [ "warn" ] } } }""", "$.policies.global.escalation[0]", "\"warn\" has the wrong type" },
        { """{ "policies": { "global": { "escalation": [ { "action": "warn" } ] } } }""", "$.policies.global.escalation[0]", "'at' is missing" },
        { """{ "policies": { "global": { "escalation": [ { "at": "80%" } ] } } }""", "$.policies.global.escalation[0]", "'action' is missing" },
        { """{ "policies": { "global": { "escalation": [ { "at": "80%", "action": "softkill" } ] } } }""", "$.policies.global.escalation[0].action", "'softkill' is unknown, did you mean 'soft_kill'; allowed are warn, soft_kill, hard_kill, force_delete" },
        { """{ "policies": { "global": { "escalation": [ { "at": "soon", "action": "warn" } ] } } }""", "$.policies.global.escalation[0].at", "'soon' is no time of a step; write 80%, timeout" },
        { """{ "policies": { "global": { "escalation": [ { "at": "0%", "action": "warn" } ] } } }""", "$.policies.global.escalation[0].at", "'0%' is out of range" },
        { """{ "policies": { "global": { "escalation": [ { "at": "80%", "action": "warn", "message": 1 } ] } } }""", "$.policies.global.escalation[0].message", "1 has the wrong type" },
        { """{ "policies": { "global": { "escalation": [ { "at": "100%", "action": "warn" }, { "at": "timeout", "action": "warn" } ] } } }""", "$.policies.global.escalation[1]", "'warn timeout' is there already" },
        { """{ "policies": { "global": { "retention": { "cancelled": "1h" } } } }""", "$.policies.global.retention.cancelled", "unknown key 'cancelled'; known are succeeded, failed, terminated, artifacts" },
        { """{ "policies": { "global": { "retention": { "failed": "-1h" } } } }""", "$.policies.global.retention.failed", "'-1h' is negative" },
        { """{ "policies": { "global": { "retention": { "artifacts": { "log": "1h" } } } } }""", "$.policies.global.retention.artifacts.log", "unknown key 'log', did you mean 'logs'; known are logs, artifacts, partial, reports" },
        { """{ "policies": { "global": { "retention": { "artifacts": { "logs": "week" } } } } }""", "$.policies.global.retention.artifacts.logs", "'week' is not a duration" },
        { """{ "policies": { "global": { "escalation": [ { "at": "80%", "action": "warn", "message": "\ud800" } ] } } }""", "$", "incomplete \\u escape" },
        { """{ "policies": { "global": { "heartbeatTimeout": "90" } } }""", "$.policies.global.heartbeatTimeout", "'90' is not a duration; write a number with its unit" },
        { """{ "policies": { "global": { "heartbeatTimeout": "-5m" } } }""", "$.policies.global.heartbeatTimeout", "'-5m' is negative" },
        { """{ "policies": { "global": { "heartbeatTimeout": "off" } } }""", "$.policies.global.heartbeatTimeout", "'off' is not a duration" },
        { """{ "policies": { "jobTypes": { "build": { "heartbeatTimeout": "400d" } } } }""", "$.policies.jobTypes.build.heartbeatTimeout", "'400d' is longer than 365 days" },
        { """{ "policies": { "global": { "whenSilent": "Restart" } } }""", "$.policies.global.whenSilent", "'Restart' is unknown, did you mean 'restart'; allowed are report, restart" },
        { """{ "policies": { "organizations": { "acme": { "whenSilent": true } } } }""", "$.policies.organizations.acme.whenSilent", "true has the wrong type" },
        { """{ "policies": { "jobTypes": { "build": { "heartbeattimeout": "5m" } } } }""", "$.policies.jobTypes.build.heartbeattimeout", "did you mean 'heartbeatTimeout'" },
        { "{\n  \"policies\": {\n    \"global\": { \"é\" \"2h\" }\n  }\n}", "line 3, column 21", "is not JSON" },
        { "", "line 1, column 1", "is not JSON" },
        { "{", "line 1, column 2", "is not JSON" },
        { "{\n", "line 2, column 1", "is not JSON" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Should_say_where_it_is_what_was_given_and_what_is_allowed(string text, string path, string problem)
    {
        var error = Assert.Single(Assert.Throws<PolicyFileException>(() => PolicyParser.Parse(text)).Errors);

        Assert.Equal(path, error.Path);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_report_everything_at_once()
    {
        var refused = Assert.Throws<PolicyFileException>(() => PolicyParser.Parse("""
            { "polices": 1, "policies": { "global": { "timeout": "90", "retention": { "artifacts": { "log": "1d" } } }, "jobTypes": { "B": { "gracePeriod": 5 } } } }
            """, file: "/etc/flowforge/policies.json"));

        Assert.Equal(
            ["$.polices", "$.policies.global.timeout", "$.policies.global.retention.artifacts.log", "$.policies.jobTypes.B", "$.policies.jobTypes.B.gracePeriod"],
            refused.Errors.Select(e => e.Path));
        Assert.StartsWith("/etc/flowforge/policies.json is refused, 5 errors:", refused.Message, StringComparison.Ordinal);
        Assert.All(refused.Errors, e => Assert.Contains($"{e.Path}: {e.Problem}", refused.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Should_leave_the_sections_of_others_alone()
    {
        var set = PolicyParser.Parse("""{ "options": { "anything": 1 }, "hooks": 5 }""");

        Assert.Same(PolicySet.Default, set);
    }
}
