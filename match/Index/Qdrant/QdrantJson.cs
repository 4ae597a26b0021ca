using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Contracts;

namespace Analytics.Match.Index.Qdrant;

/// <summary>Writes and reads Qdrant's JSON without reflection; members that a later server adds are passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(CreateCollection))]
[JsonSerializable(typeof(CreateIndex))]
[JsonSerializable(typeof(UpsertPoints))]
[JsonSerializable(typeof(DeletePoints))]
[JsonSerializable(typeof(SetPayload))]
[JsonSerializable(typeof(CountPoints))]
[JsonSerializable(typeof(ScrollPoints))]
[JsonSerializable(typeof(ScrollContents))]
[JsonSerializable(typeof(GetPoints))]
[JsonSerializable(typeof(QueryBatch))]
[JsonSerializable(typeof(ChangeAliases))]
[JsonSerializable(typeof(Refused))]
[JsonSerializable(typeof(Root))]
[JsonSerializable(typeof(Reply<bool?>), TypeInfoPropertyName = "ReplyBoolean")]
[JsonSerializable(typeof(Reply<Updated>), TypeInfoPropertyName = "ReplyUpdated")]
[JsonSerializable(typeof(Reply<Counted>), TypeInfoPropertyName = "ReplyCounted")]
[JsonSerializable(typeof(Reply<Scrolled>), TypeInfoPropertyName = "ReplyScrolled")]
[JsonSerializable(typeof(Reply<IReadOnlyList<StoredPoint>>), TypeInfoPropertyName = "ReplyStored")]
[JsonSerializable(typeof(Reply<IReadOnlyList<Queried>>), TypeInfoPropertyName = "ReplyQueried")]
[JsonSerializable(typeof(Reply<AliasList>), TypeInfoPropertyName = "ReplyAliases")]
[JsonSerializable(typeof(Reply<Existence>), TypeInfoPropertyName = "ReplyExistence")]
[JsonSerializable(typeof(Reply<CollectionInfo>), TypeInfoPropertyName = "ReplyCollection")]
internal sealed partial class QdrantJson : JsonSerializerContext;

/// <summary>A template on its way to Qdrant.</summary>
[JsonConverter(typeof(NumbersConverter))]
internal sealed record Numbers(Template Template);

/// <summary>A template as the array of its numbers, the shortest text that reads back as each; templates are only written.</summary>
internal sealed class NumbersConverter : JsonConverter<Numbers>
{
    public override Numbers Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Templates are written to Qdrant, never read from it.");

    public override void Write(Utf8JsonWriter writer, Numbers value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var number in value.Template.Vector)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }
}
