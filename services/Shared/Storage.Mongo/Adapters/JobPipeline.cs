using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Storage.Mongo;

/// <summary>
/// An update pipeline in MongoDB's own words, as the shell would show it, with <c>'@names'</c> where values go in. A value is always put
/// in as a literal: text from outside that begins with $ would be read as a field.
/// </summary>
internal sealed class JobPipeline(params string[] stages)
{
    private readonly BsonDocument[] _stages = [.. stages.Select(BsonDocument.Parse)];

    /// <summary>With all values put in.</summary>
    public IEnumerable<BsonDocument> With(params IReadOnlyList<(string Name, BsonValue Value)> values) =>
        _stages.Select(stage => (BsonDocument)Bind(stage, values));

    /// <summary>One update of one document, so one atomic step, whatever the number of stages.</summary>
    public static UpdateDefinition<BsonDocument> Update(params IEnumerable<BsonDocument> stages) =>
        Builders<BsonDocument>.Update.Pipeline(stages.ToArray());

    private static BsonValue Bind(BsonValue template, IReadOnlyList<(string Name, BsonValue Value)> values) => template switch
    {
        BsonDocument document => new BsonDocument(document.Select(element => new BsonElement(element.Name, Bind(element.Value, values)))),
        BsonArray array => new BsonArray(array.Select(item => Bind(item, values))),
        BsonString { Value: ['@', ..] } name => new BsonDocument("$literal", values.First(value => value.Name == name.Value).Value),
        _ => template,
    };
}
