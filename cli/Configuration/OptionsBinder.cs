using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Analytics.Contracts;

namespace Analytics.Cli.Configuration;

/// <summary>
/// Fills records of options from settings. It is ours because the binder of Microsoft.Extensions.Configuration appends to default
/// lists, takes <c>"5"</c> for five days and names neither the file nor the allowed range in its errors.
/// </summary>
internal sealed class OptionsBinder(SortedDictionary<string, Setting> settings, List<string> problems)
{
    /// <summary>A new record of the root's type; what is wrong goes to the list of problems.</summary>
    public object Bind(OptionNode root) => BindSection(root, "", Activator.CreateInstance(root.Type)!);

    private object BindSection(OptionNode node, string key, object instance)
    {
        foreach (var child in node.Children)
        {
            var childKey = key.Length == 0 ? child.Name : $"{key}:{child.Name}";
            var origin = FirstOrigin(childKey);
            if (origin is null)
            {
                continue;
            }

            var before = problems.Count;
            var value = BindValue(child, childKey, child.Property!.GetValue(instance));
            if (problems.Count > before)
            {
                continue;
            }

            if (!AllowedValues.Hold(value, child.Property.GetCustomAttributes<ValidationAttribute>()))
            {
                problems.Add($"{origin}: '{childKey}' is {Shown(child, OptionText.Format(value))}; allowed is {child.Allowed}.");
                continue;
            }

            child.Property.SetValue(instance, value);
        }

        if (instance is IValidatableObject whole && FirstOrigin(key) is { } place)
        {
            problems.AddRange(whole.Validate(new ValidationContext(instance))
                .Where(result => result is not null)
                .Select(result =>
                    $"{place}: '{string.Join("', '", result.MemberNames.DefaultIfEmpty("").Select(name => $"{key}:{name}".Trim(':')))}': "
                        + $"{result.ErrorMessage}"));
        }

        return instance;
    }

    private object? BindValue(OptionNode node, string key, object? current)
    {
        switch (node.Kind)
        {
            case OptionKind.Section:
                return BindSection(node, key, current is null ? Activator.CreateInstance(node.Type)! : Copy(current));
            case OptionKind.List:
                return BindList(node, key);
            case OptionKind.Map:
                return BindMap(node, key, current);
            default:
                var setting = settings[key];
                if (setting.Text is null || (node.Nullable && setting.Text.Length == 0))
                {
                    if (!node.Nullable)
                    {
                        problems.Add($"{setting.Origin}: '{key}' is null; it must be {OptionText.Describe(node.Type)}.");
                    }

                    return null;
                }

                return Parse(node, key, setting.Text, setting.Origin);
        }
    }

    private object? Parse(OptionNode node, string key, string text, string origin)
    {
        if (OptionText.TryParse(node.Type, text, out var value))
        {
            return value;
        }

        var range = node.Allowed.Length > 0 && !node.Type.IsEnum && node.Type != typeof(bool) ? $" ({node.Allowed})" : "";
        problems.Add($"{origin}: '{key}' is '{Shown(node, text)}'; it must be {OptionText.Describe(node.Type)}{range}.");
        return null;
    }

    private object BindList(OptionNode node, string key)
    {
        var element = node.Element!;
        var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element.Type))!;
        if (settings.TryGetValue(key, out var whole))
        {
            // One piece of text, as an environment variable has it: a,b,c.
            foreach (var text in (whole.Text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                Add(Parse(element, key, text, whole.Origin));
            }
        }

        foreach (var index in Names(key).Order(Comparer<string>.Create((a, b) => Number(a).CompareTo(Number(b)))))
        {
            Add(BindValue(element, $"{key}:{index}", current: null));
        }

        if (!node.Type.IsArray)
        {
            return items;
        }

        var array = Array.CreateInstance(element.Type, items.Count);
        items.CopyTo(array, 0);
        return array;

        void Add(object? item)
        {
            if (item is not null)
            {
                items.Add(item);
            }
        }
    }

    private object BindMap(OptionNode node, string key, object? current)
    {
        var element = node.Element!;
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), element.Type))!;
        if (current is IDictionary defaults)
        {
            foreach (DictionaryEntry entry in defaults)
            {
                map[entry.Key] = entry.Value;
            }
        }

        foreach (var name in Names(key))
        {
            if (BindValue(element, $"{key}:{name}", map[name]) is { } value)
            {
                map[name] = value;
            }
        }

        return map;
    }

    private List<string> Names(string key) => [.. settings.Keys
        .Where(other => other.Length > key.Length && ConfigurationLoader.IsAtOrUnder(other, key))
        .Select(other => other[(key.Length + 1)..].Split(':')[0])
        .Distinct(StringComparer.OrdinalIgnoreCase)];

    private string? FirstOrigin(string key) =>
        settings.Where(entry => key.Length == 0 || ConfigurationLoader.IsAtOrUnder(entry.Key, key)).Select(entry => entry.Value.Origin)
            .FirstOrDefault();

    // The default of a section may be an instance that others share.
    private static object Copy(object record) =>
        record.GetType().GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance)?.Invoke(record, null) ?? record;

    private static int Number(string index) => int.Parse(index, CultureInfo.InvariantCulture);

    private static string Shown(OptionNode node, string text) => node.Secret ? Masking.Mask : Masking.Apply(text);
}
