using System.Text.Json;
using CsCheck;

namespace FlowForge.Jobs.Tests;

public class When_a_job_id_is_read
{
    public static TheoryData<string> Good => new() { "a", "0", "job-42", "build.acme", "a-b.c-d.9", new string('a', 63), Long(4, 62) + ".a" };

    public static TheoryData<string> Hostile => new()
    {
        "", " ", "/", "..", ".", "a/b", "../a", "a/../b", "a,b", "a=b", "a b", "a\nb", "a\n", "\na", "a\r\n", "a\0", "a\u2028", "a*", "a%2f", "a:b", "$(id)", "a;b", "a\\b",
        "A", "aB", "ä", "а", "a\u0301", "１", "-a", "a-", "a.", ".a", "a..b", "a.-b", "a-.b", "_a", "a_b",
        new string('a', 64), "x." + new string('a', 64), Long(4, 62) + ".aa",
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Should_accept_labels_and_subdomains(string text)
    {
        Assert.Equal(text, JobId.Parse(text).Value);
        Assert.Equal(text, JobId.Parse(text).ToString());
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Should_refuse_what_could_leave_a_selector_a_path_or_a_key(string text)
    {
        Assert.False(JobId.TryParse(text, out _, out var problem));
        Assert.DoesNotContain(problem, char.IsControl);
        var refused = Assert.Throws<InvalidEventException>(() => JobId.Parse(text));
        Assert.Equal("jobId", refused.Field);
        Assert.Throws<InvalidEventException>(() => JsonSerializer.Deserialize<JobId>(JsonSerializer.Serialize(text)));
    }

    [Fact]
    public void Should_refuse_what_is_missing()
    {
        Assert.Throws<InvalidEventException>(() => JobId.Parse(null));
        Assert.Throws<InvalidOperationException>(() => default(JobId).Value);
    }

    [Fact]
    public void Should_accept_nothing_but_the_alphabet() => Gen.String.Sample(text =>
    {
        if (JobId.TryParse(text, out _, out _)) Assert.All(text, c => Assert.True(c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.'));
    });

    [Fact]
    public void Should_survive_JSON() => Assert.Equal(JobId.Parse("job-42"), JsonSerializer.Deserialize<JobId>(JsonSerializer.Serialize(JobId.Parse("job-42"))));

    [Theory]
    [InlineData("acme", true)]
    [InlineData("acme.west", false)]
    [InlineData("acme\n", false)]
    [InlineData("", false)]
    public void Should_hold_labels_to_one_part(string text, bool good) => Assert.Equal(good, DnsName.LabelProblem(text) is null);

    private static string Long(int parts, int length) => string.Join('.', Enumerable.Repeat(new string('a', length), parts));
}
