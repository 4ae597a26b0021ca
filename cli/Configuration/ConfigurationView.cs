using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Contracts;

namespace Analytics.Cli.Configuration;

/// <summary>Shows options to people: as JSON that can be loaded again, with secrets masked.</summary>
public static class ConfigurationView
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping
    };

    /// <summary>All options with their effective values, as indented JSON.</summary>
    public static string ToJson<T>(EffectiveOptions<T> options)
        where T : class, new() =>
        Node(OptionsSchema.Of(typeof(T)), options.Value, secret: false)!.ToJsonString(Indented);

    /// <summary>One line for each key that was set: key, value and where it came from.</summary>
    public static IEnumerable<string> Origins<T>(EffectiveOptions<T> options)
        where T : class, new() =>
        options.Origins.OrderBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase).Select(entry => $"{entry.Key} from {entry.Value}");

    private static JsonNode? Node(OptionNode option, object? value, bool secret)
    {
        secret |= option.Secret;
        switch (option.Kind)
        {
            case OptionKind.Section when value is not null:
                return new JsonObject(
                    option.Children.Select(child => KeyValuePair.Create(child.Name, Node(child, child.Property!.GetValue(value), secret))));
            case OptionKind.List when value is IEnumerable list:
                return new JsonArray([.. list.Cast<object?>().Select(item => Node(option.Element!, item, secret))]);
            case OptionKind.Map when value is IEnumerable map:
                return new JsonObject(
                    Entries(map).Select(entry => KeyValuePair.Create(entry.Name, Node(option.Element!, entry.Value, secret))));
            default:
                return Leaf(value, secret);
        }
    }

    private static JsonNode? Leaf(object? value, bool secret) => value switch
    {
        null => null,
        _ when secret => Masking.Mask,
        bool yes => yes,
        int or long or short or byte or uint or ulong or ushort or sbyte =>
            JsonValue.Create(Convert.ToDecimal(value, System.Globalization.CultureInfo.InvariantCulture)),
        float number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        decimal number => JsonValue.Create(number),
        _ => Masking.Apply(OptionText.Format(value)),
    };

    private static IEnumerable<(string Name, object? Value)> Entries(IEnumerable map)
    {
        foreach (var entry in map)
        {
            var type = entry!.GetType();
            yield return ((string)type.GetProperty("Key")!.GetValue(entry)!, type.GetProperty("Value")!.GetValue(entry));
        }
    }
}
