using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Contracts.Tests;

/// <summary>
/// The schemas' limits are those of the services' edge. What a pattern cannot tell is left to the edge: the length of a duration
/// (0s, 400d), and P and PT without a number.
/// </summary>
public class When_a_schema_limits_a_field
{
    private static readonly EventReader Edge = new(new FakePolicies(), TimeProvider.System);
    private static readonly string Label = new('a', 63);

    public static TheoryData<string, string> Texts =>
    [
        .. from name in (string[])["jobId", "organization", "jobType", "namespace"]
           from value in (string[])["a", "a-b", "0", "a--b", "", "-", "-a", "a-", "A", "a_b", "a b", "é", "a/b", "a\n", Label, Label + "a"]
           select new TheoryDataRow<string, string>(name, value),
        .. from value in (string[])["a.b", "a..b", ".a", "a.", $"{Label}.{Label}.{Label}.{Label[..61]}", $"{Label}.{Label}.{Label}.{Label[..62]}", $"a.{Label}a"]
           select new TheoryDataRow<string, string>("jobId", value),
        .. from name in (string[])["timeout", "gracePeriod", "retention"]
           from value in (string[])["90s", "15m", "2h", "7d", "1h30m", "1.5h", "500ms", "PT15M", "P1DT2H", "PT0.5S", "5", "s", "", "5 m", "1m1h", "-5m", "P1M", "1H", "١s"]
           select new TheoryDataRow<string, string>(name, value),
        .. from value in (string[])["", "x", new string('x', 100), new string('x', 101)] select new TheoryDataRow<string, string>("correlationId", value),
    ];

    public static TheoryData<string, int> Numbers =>
    [
        .. from value in (int[])[0, 1, 10_000, 10_001] select new TheoryDataRow<string, int>("attempt", value),
        .. from value in (int[])[0, 1, 100, 101] select new TheoryDataRow<string, int>("attemptLimit", value),
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Should_take_the_texts_that_the_edge_takes(string field, string value)
    {
        var rule = FieldRules.Of(field);
        // $ of other languages means the very end, as \z does here.
        var matches = rule["pattern"] is not { } pattern || Regex.IsMatch(value, ((string)pattern!).Replace("$", @"\z", StringComparison.Ordinal));
        var taken = matches && value.Length >= (int)rule["minLength"]! && value.Length <= (int)rule["maxLength"]!;

        Assert.Equal(TakenAtTheEdge(field, value), taken);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Should_take_the_numbers_that_the_edge_takes(string field, int value)
    {
        var rule = FieldRules.Of(field);

        Assert.Equal(TakenAtTheEdge(field, value), value >= (int)rule["minimum"]! && value <= (int)rule["maximum"]!);
    }

    private static bool TakenAtTheEdge(string field, JsonNode value)
    {
        var message = Wire.Tree(Wire.Write(Messages.Sample(nameof(JobStarted))));
        Assert.True(message.ContainsKey(field), $"{field} is no field of JobStarted");
        message[field] = value;
        try
        {
            Edge.Read((JobStarted)Wire.Read(message.ToJsonString(), typeof(JobStarted)));
            return true;
        }
        catch (InvalidEventException e)
        {
            Assert.Equal(field, e.Field);
            return false;
        }
    }
}
