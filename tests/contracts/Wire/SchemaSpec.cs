using Analytics.Contracts.V1;
using Google.Protobuf.Reflection;
using Xunit;

namespace Analytics.Tests.Contracts.Wire;

/// <summary>
/// What others read and store is only ever extended: no field or value changes its number, name or type, none is taken away.
/// </summary>
public sealed class SchemaSpec
{
    private static readonly string Frozen = Path.Combine(AppContext.BaseDirectory, "contracts", "Wire", "fields.txt");

    [Fact]
    public void The_messages_hold_what_the_frozen_table_says_and_nothing_that_it_does_not()
    {
        var table = File.ReadAllLines(Frozen);
        FileDescriptor[] files =
        [
            TypesReflection.Descriptor, ObservationsReflection.Descriptor, AlertsReflection.Descriptor, CamerasReflection.Descriptor,
            SiteReflection.Descriptor,
        ];
        var fields = files.SelectMany(file => file.MessageTypes).SelectMany(Fields)
            .Concat(files.SelectMany(file => file.EnumTypes)
            .SelectMany(kind => kind.Values.Select(value => $"{kind.Name} {value.Name} {value.Number}")))
            .ToList();

        Assert.True(
            table.Except(fields).FirstOrDefault() is not { } gone,
            $"'{table.Except(fields).FirstOrDefault()}' has been taken away or altered: give a new number instead.");
        Assert.True(
            fields.Except(table).FirstOrDefault() is not { } added,
            $"'{fields.Except(table).FirstOrDefault()}' is new: add it to the end of {Path.GetFileName(Frozen)}.");
    }

    private static IEnumerable<string> Fields(MessageDescriptor message) => message.Fields.InDeclarationOrder().Select(field =>
    {
        var type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            var simple => simple.ToString().ToLowerInvariant(),
        };
        return $"{message.Name} {field.Name} {field.FieldNumber} {(field.IsRepeated ? "repeated " : "")}{type}";
    });
}
