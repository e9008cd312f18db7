using System.Text.Json.Nodes;

namespace FlowForge.Contracts.Tests;

public class When_a_message_is_on_the_wire
{
    public static TheoryData<string> Names => Messages.Names;

    [Fact]
    public void Should_have_one_sample_of_every_message() =>
        Assert.Equal(Messages.Records.Select(type => type.Name), Samples.All.Select(sample => sample.GetType().Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_look_as_approved(string name) => Approved.Check($"{name}.json", Wire.Write(Messages.Sample(name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_show_every_field_in_its_sample(string name)
    {
        var (type, sample) = (Messages.Find(name), Messages.Sample(name));
        var blank = Wire.Read(Approved.Read($"v1/{name}.json"), type);
        Assert.All(type.GetProperties().Where(property => !Messages.IsRequired(property)), property =>
            Assert.False(Equals(property.GetValue(sample), property.GetValue(blank)), $"{name}.{property.Name} has its default in the sample; a lost field would go unseen"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_read_back_equal(string name)
    {
        var sample = Messages.Sample(name);

        var read = Wire.Read(Wire.Write(sample), sample.GetType());

        // A list equals only itself in a record, so CleanupDue is compared by all that it says.
        Assert.Equal(Wire.Write(sample), Wire.Write(read));
        if (sample is not CleanupDue) Assert.Equal(sample, read);
        if (sample is CleanupDue due) Assert.Equal(due.Plan, ((CleanupDue)read).Plan);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_be_read_by_an_older_receiver_that_knows_fewer_fields(string name)
    {
        var sample = Messages.Sample(name);
        var newer = Wire.Tree(Wire.Write(sample));
        AddUnknown(newer);

        var read = Wire.Read(newer.ToJsonString(), sample.GetType());

        Assert.Equal(Wire.Write(sample), Wire.Write(read));
    }

    /// <summary>The frozen samples hold what a first-version sender writes: never change one.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Should_be_read_by_a_newer_receiver_that_knows_more_fields(string name)
    {
        var frozen = Approved.Read($"v1/{name}.json");
        Assert.True(frozen.Length > 0, $"Approved/v1/{name}.json is missing: a new message needs a sample with its required fields only");

        var read = Wire.Tree(Wire.Write(Wire.Read(frozen, Messages.Find(name))));

        foreach (var (field, value) in Wire.Tree(frozen))
            Assert.True(JsonNode.DeepEquals(value, read[field]), $"{name}.{field} was {value} and is read as {read[field]}");
        foreach (var (field, value) in read.Where(pair => !Wire.Tree(frozen).ContainsKey(pair.Key)))
            Assert.True(value is null || value.ToJsonString() is "false" or "1", $"{name}.{field} was left out and is read as {value}");
    }

    private static void AddUnknown(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) AddUnknown(item);
        }
        else if (node is JsonObject known)
        {
            foreach (var (_, child) in known.ToList()) AddUnknown(child);
            known["addedLater"] = "text";
            known["nestedLater"] = new JsonObject { ["jobId"] = 5, ["list"] = new JsonArray(1, null, new JsonObject()) };
        }
    }
}
