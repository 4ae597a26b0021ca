using System.Text.Json.Serialization;

namespace Analytics.Runtime.Models;

/// <summary>Reads and writes cards and packs without reflection; an unknown or missing member is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(ModelCard))]
[JsonSerializable(typeof(ModelPack[]))]
[JsonSerializable(typeof(Calibration))]
public sealed partial class ModelJson : JsonSerializerContext;
