using System.Globalization;
using Analytics.Contracts;

namespace Analytics.Cli.Configuration;

/// <summary>The options in force for a run.</summary>
/// <param name="Value">The bound records.</param>
/// <param name="Origins">Where each key that was set came from.</param>
/// <typeparam name="T">The root record.</typeparam>
public sealed record EffectiveOptions<T>(T Value, IReadOnlyDictionary<string, string> Origins)
    where T : class, new();

/// <summary>
/// Turns layers of settings into the records of options. Strict: a key that no record knows, text that is no value of its type
/// and a value out of range are all reported, with where they were written, and nothing runs.
/// </summary>
public static class ConfigurationLoader
{
    /// <summary>Binds <paramref name="layers"/>, later ones over earlier ones.</summary>
    /// <exception cref="FailureException">One line for each setting that is wrong.</exception>
    public static EffectiveOptions<T> Load<T>(params IReadOnlyList<ConfigurationLayer> layers)
        where T : class, new()
    {
        if (layers.All(layer => layer.Values.Count == 0))
        {
            return new(new T(), new Dictionary<string, string>()); // the defaults, which need no schema
        }

        var schema = OptionsSchema.Of(typeof(T));
        var problems = new List<string>();
        var settings = Merge(schema, layers, problems);
        var value = (T)new OptionsBinder(settings, problems).Bind(schema);
        if (problems.Count > 0)
        {
            throw new InvalidException(string.Join('\n', problems));
        }

        return new(value, settings.ToDictionary(entry => entry.Key, entry => entry.Value.Origin));
    }

    /// <summary>The layers of the program: a file, the environment, the command line.</summary>
    /// <exception cref="FailureException">One line for each setting that is wrong.</exception>
    public static EffectiveOptions<T> Load<T>(
        string? file, IReadOnlyDictionary<string, string?> environment, IReadOnlyList<string> commandLine)
        where T : class, new()
    {
        List<ConfigurationLayer> layers = [
            ConfigurationLayer.FromEnvironment(environment), ConfigurationLayer.FromCommandLine(commandLine)];
        if (file is not null)
        {
            layers.Insert(0, ConfigurationLayer.FromFile(file));
        }

        return Load<T>(layers);
    }

    private static SortedDictionary<string, Setting> Merge(
        OptionNode schema, IReadOnlyList<ConfigurationLayer> layers, List<string> problems)
    {
        var merged = new SortedDictionary<string, Setting>(StringComparer.OrdinalIgnoreCase);
        foreach (var layer in layers)
        {
            var replaced = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (key, text) in layer.Values)
            {
                var origin = layer.Origin(key);
                if (Resolve(schema, key, text, out var list) is { } problem)
                {
                    problems.Add($"{origin}: {problem}");
                    continue;
                }

                if (list is not null && replaced.Add(list))
                {
                    foreach (var stale in merged.Keys.Where(other => IsAtOrUnder(other, list)).ToList())
                    {
                        merged.Remove(stale);
                    }
                }

                merged[key] = new(text, origin);
            }
        }

        return merged;
    }

    // Walks the key through the schema; returns what is wrong with it, and the outermost list that it belongs to.
    private static string? Resolve(OptionNode schema, string key, string? text, out string? list)
    {
        list = null;
        var node = schema;
        var walked = "";
        foreach (var part in key.Split(':'))
        {
            var next = node.Kind switch
            {
                OptionKind.Map => node.Element,
                OptionKind.List when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _) => node.Element,
                OptionKind.Section =>
                    node.Children.FirstOrDefault(child => string.Equals(child.Name, part, StringComparison.OrdinalIgnoreCase)),
                _ => null,
            };
            if (next is null)
            {
                return node.Kind switch
                {
                    OptionKind.List => $"'{walked}' is a list: its entries are {walked}:0, {walked}:1 and so on, not '{part}'.",
                    OptionKind.Value => $"'{walked}' is {OptionText.Describe(node.Type)} and holds no '{part}'.",
                    _ => Unknown(schema, key),
                };
            }

            if (node.Kind == OptionKind.List)
            {
                list ??= walked;
            }

            node = next;
            walked = walked.Length == 0 ? part : $"{walked}:{part}";
        }

        if (node.Kind == OptionKind.List)
        {
            list ??= walked;
        }

        return node.Kind is OptionKind.Section or OptionKind.Map && !string.IsNullOrEmpty(text)
            ? $"'{key}' is a section and takes no value of its own; set one of its keys, for example {Example(node, key)}."
            : null;
    }

    private static string Unknown(OptionNode schema, string key)
    {
        var known = schema.All().Where(node => node.Key.Length > 0).Select(node => node.Key);
        return Nearest.Key(key, known) is { } near
            ? $"unknown key '{key}'. Did you mean '{near}'?"
            : $"unknown key '{key}'. 'analytics config show' lists the keys there are.";
    }

    private static string Example(OptionNode node, string key) =>
        node.Kind == OptionKind.Map ? $"'{key}:NAME'" : $"'{(node.Children.Count > 0 ? node.Children[0].Key : key)}'";

    internal static bool IsAtOrUnder(string key, string parent) =>
        key.StartsWith(parent, StringComparison.OrdinalIgnoreCase) && (key.Length == parent.Length || key[parent.Length] == ':');
}

/// <summary>The text of one key and where it was written.</summary>
internal sealed record Setting(string? Text, string Origin);
