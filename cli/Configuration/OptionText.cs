using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Analytics.Cli.Configuration;

/// <summary>Turns the text of one option into its value and back; always in the invariant culture.</summary>
public static partial class OptionText
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)), ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>Whether values of <paramref name="type"/> are one piece of text.</summary>
    public static bool Understands(Type type) =>
        type == typeof(string) || type == typeof(Uri) || type == typeof(TimeSpan) || type == typeof(bool) || type.IsEnum
            || Parse(type) is not null
        || Wrapped(type) is not null;

    /// <summary>The value of <paramref name="text"/>; false when it is no <paramref name="type"/>.</summary>
    public static bool TryParse(Type type, string text, out object? value)
    {
        value = null;
        if (type == typeof(string))
        {
            value = text;
        }
        else if (type == typeof(TimeSpan))
        {
            value = Duration(text);
        }
        else if (type == typeof(bool))
        {
            value = bool.TryParse(text, out var yes) ? yes : null;
        }
        else if (type == typeof(Uri))
        {
            value = Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null;
        }
        else if (type.IsEnum)
        {
            // A number would be taken for a name that does not exist.
            value = text.Length > 0 && char.IsLetter(text[0]) && Enum.TryParse(type, text, ignoreCase: true, out var name)
                && Enum.IsDefined(type, name) ? name : null;
        }
        else if (Wrapped(type) is { } constructor)
        {
            value = TryParse(constructor.GetParameters()[0].ParameterType, text, out var inner) ? constructor.Invoke([inner]) : null;
        }
        else if (Parse(type) is { } parse)
        {
            object?[] arguments = [text, CultureInfo.InvariantCulture, null];
            value = (bool)parse.Invoke(null, arguments)! ? arguments[2] : null;
        }

        return value is not null;
    }

    /// <summary>What <see cref="TryParse"/> reads back: <c>5s</c>, <c>0.6</c>, <c>true</c>; <c>none</c> for no value.</summary>
    public static string Format(object? value) => value switch
    {
        null => "none",
        string text => text,
        bool yes => yes ? "true" : "false",
        TimeSpan time => Format(time),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        System.Collections.IDictionary map => string.Join(", ", map.Keys.Cast<object>().Select(key => $"{key}={Format(map[key])}")),
        System.Collections.IEnumerable list => string.Join(", ", list.Cast<object?>().Select(Format)),
        _ => value.ToString() ?? "",
    };

    /// <summary>What a value of <paramref name="type"/> looks like, for people.</summary>
    public static string Describe(Type type) =>
        type == typeof(string) ? "text"
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a duration such as 500ms, 5s, 2m or 00:00:05"
        : type == typeof(Uri) ? "an address such as http://host:4318"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : Wrapped(type) is { } constructor ? Describe(constructor.GetParameters()[0].ParameterType)
        : type == typeof(float) || type == typeof(double) || type == typeof(decimal) ? "a number"
        : "a whole number";

    private static string Format(TimeSpan time)
    {
        if (time == TimeSpan.Zero)
        {
            return "0s";
        }

        foreach (var (unit, length) in Units)
        {
            if (time.Ticks % length.Ticks == 0)
            {
                return (time.Ticks / length.Ticks).ToString(CultureInfo.InvariantCulture) + unit;
            }
        }

        return time.ToString("c", CultureInfo.InvariantCulture);
    }

    // TimeSpan.Parse takes "5" for five days: a bare number is refused instead, since everybody means something else by it.
    private static TimeSpan? Duration(string text)
    {
        if (DurationPattern().Match(text.Trim()) is { Success: true } match)
        {
            var unit = Array.Find(Units, unit => unit.Unit == match.Groups[2].Value);
            var ticks = decimal.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * unit.Length.Ticks;
            return ticks <= TimeSpan.MaxValue.Ticks ? TimeSpan.FromTicks((long)ticks) : null;
        }

        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time
            : null;
    }

    // An id or quantity that wraps one value (`readonly record struct CameraId(string Value)`) reads as that value.
    private static ConstructorInfo? Wrapped(Type type) =>
        type.IsValueType && !type.IsPrimitive && type.GetConstructors() is [var constructor]
        && constructor.GetParameters() is [{ Name: "Value" } parameter] && Understands(parameter.ParameterType)
            ? constructor
            : null;

    private static MethodInfo? Parse(Type type) =>
        type.IsPrimitive || type == typeof(decimal)
            ? type.GetMethod(
                "TryParse", BindingFlags.Public | BindingFlags.Static, [typeof(string), typeof(IFormatProvider), type.MakeByRefType()])
            : null;

    [GeneratedRegex(@"^(\d{1,12}(?:\.\d{1,7})?)\s*(ms|s|m|h|d)$")]
    private static partial Regex DurationPattern();
}
